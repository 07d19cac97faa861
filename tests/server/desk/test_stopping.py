"""Tests of why the assistant stopped, in words."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from server.content.live_retriever import LiveRetriever
from server.desk.stopping import Stop, why_it_stopped
from server.dialogue.responses import Responses
from tests.factories import BALANCE, EXTENSION, REFUND, question_of, reply_of, write_knowledge
from tests.fakes import ScriptedRetriever

ASKED = "can i wait for it"


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveRetriever]:
    retriever = LiveRetriever(ScriptedRetriever(write_knowledge(tmp_path / "knowledge")))
    yield retriever
    retriever.close()


def stopped(
    live: LiveRetriever, status: str, confidence: float | None, *scores: float, reply: str = "No."
) -> Stop:
    found = zip((EXTENSION, REFUND, "gone/entry"), scores, strict=False)
    search = {
        "turn": 1,
        "status": status,
        "confidence": confidence,
        "candidates": [list(each) for each in found],
    }
    transcript: list[dict[str, Any]] = [
        {"turn": 0, "author": "assistant", "type": "text", "text": "Hello."},
        {"turn": 1, "author": "citizen", "type": "text", "text": ASKED},
        {"turn": 1, "author": "assistant", "type": "text", "text": reply},
    ]
    return why_it_stopped(transcript, [search], live)


@pytest.mark.parametrize(
    ("status", "confidence", "scores", "said"),
    [
        pytest.param(
            "unanswered",
            0.42,
            (2.0, 1.5),
            f"Two entries were near: “{question_of(EXTENSION)}”; “{question_of(REFUND)}”. "
            "The sureness was 0.42; 0.72 is needed.",
            id="two near",
        ),
        pytest.param(
            "unanswered",
            0.42,
            (9.0, 1.0),
            f"One entry was near: “{question_of(EXTENSION)}”. "
            "The sureness was 0.42; 0.72 is needed.",
            id="one near",
        ),
        pytest.param(
            "unanswered",
            0.10,
            (2.0,),
            "No entry is near. The sureness was 0.10; 0.72 is needed, and 0.20 to offer choices.",
            id="none near",
        ),
        pytest.param(
            "unanswered",
            0.90,
            (2.0,),
            "The sureness was 0.90 and would have been enough, but the nearest entry was paused, "
            "gone, or not for the tax year asked.",
            id="withheld",
        ),
        pytest.param(
            "ticket_form", 0.1, (2.0,), "The person asked for a human.", id="asked for a human"
        ),
        pytest.param(
            "out_of_scope",
            0.1,
            (2.0,),
            "It was taken as a question about something else than federal income tax.",
            id="out of scope",
        ),
    ],
)
def test_the_reason_is_a_sentence(
    live: LiveRetriever, status: str, confidence: float, scores: tuple[float, ...], said: str
) -> None:
    stop = stopped(live, status, confidence, *scores)
    assert stop.reason == said
    assert stop.searches[0].reason == said
    assert stop.searches[0].asked == ASKED


def test_what_is_about_an_account_is_known_by_its_reply(live: LiveRetriever) -> None:
    stop = stopped(live, "unanswered", 0.1, 2.0, reply=f"{reply_of(BALANCE)}\n\nYou may find it")
    assert stop.reason.startswith("It is about the person's own account")


def test_a_paused_entry_is_named(tmp_path: Path) -> None:
    knowledge = write_knowledge(tmp_path / "knowledge")
    topics = {"topics": [{"filing": {"label": "Filing", "paused": "New law"}}]}
    (knowledge / "topics.yml").write_text(yaml.safe_dump(topics), encoding="utf-8")
    live = LiveRetriever(ScriptedRetriever(knowledge))
    stop = stopped(live, "unanswered", 0.9, 2.0, reply="It is paused for now: New law. Ask more.")
    assert stop.reason == f"The entry “{question_of(EXTENSION)}” is paused: New law."
    live.close()


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("answered", "An answer was given. The person still asked for a human."),
        ("choices", "The person was asked which question they meant"),
    ],
)
def test_what_was_answered_or_asked_back_ended_with_the_person(
    live: LiveRetriever, status: str, said: str
) -> None:
    assert said in stopped(live, status, 0.8, 2.0).reason


def test_a_candidate_that_is_gone_since_is_still_shown(live: LiveRetriever) -> None:
    found = stopped(live, "unanswered", 0.4, 1.0, 1.0, 1.0).searches[0].found
    assert [each.question for each in found] == [question_of(EXTENSION), question_of(REFUND), ""]
    assert "gone/entry" in stopped(live, "unanswered", 0.4, 1.0, 1.0, 1.0).reason


def test_without_a_search_or_a_chat_that_is_said(live: LiveRetriever) -> None:
    assert why_it_stopped([], [], live) == Stop("The person left the chat out of the ticket.", ())
    greeting = [{"turn": 0, "author": "assistant", "type": "text", "text": "Hello."}]
    assert "Nothing was searched" in why_it_stopped(greeting, [], live).reason


@pytest.mark.parametrize(
    ("searched", "said"),
    [
        pytest.param(0, "Automatic answers were paused", id="nothing before"),
        pytest.param(1, "Automatic answers were paused", id="paused after an answer"),
        pytest.param(3, "An answer was given", id="answered after the pause"),
    ],
)
def test_a_pause_of_all_answers_is_the_reason_if_it_came_last(
    live: LiveRetriever, searched: int, said: str
) -> None:
    paused = Responses().message("utter_assistant_paused").text
    transcript: list[dict[str, Any]] = [
        {"turn": 2, "author": "citizen", "type": "text", "text": ASKED},
        {"turn": 2, "author": "assistant", "type": "choices", "text": paused},
    ]
    search = {
        "turn": searched,
        "status": "answered",
        "confidence": 0.9,
        "candidates": [[REFUND, 1.0]],
    }
    stop = why_it_stopped(transcript, [search] if searched else [], live)
    assert said in stop.reason
    assert "asked for a human. Nothing" not in stop.reason
