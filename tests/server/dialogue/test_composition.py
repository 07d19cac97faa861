"""Tests of how a turn is composed from Rasa's messages."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from server.content.live_retriever import LiveRetriever
from server.dialogue.composition import NONE_OF_THESE, TALK_TO_HUMAN, ComposedTurn, compose
from server.dialogue.rasa_client import RasaMessage
from tests.factories import BALANCE, DEDUCTION, EXTENSION, REFUND, retrieval, write_knowledge
from tests.fakes import ScriptedRetriever


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveRetriever]:
    folder: Path = write_knowledge(tmp_path_factory.mktemp("knowledge"))
    retriever = LiveRetriever(ScriptedRetriever(folder))
    yield retriever
    retriever.close()


def message(
    text: str = "", status: str | None = None, custom: dict[str, Any] | None = None
) -> RasaMessage:
    return RasaMessage(text, (), custom or {}, status)


UNANSWERED = message("Not found", "unanswered", retrieval("unanswered"))


def test_an_answer_becomes_an_answer_message(live: LiveRetriever) -> None:
    turn = compose([message(custom=retrieval("answered", EXTENSION, tax_year=2024))], live)
    assert (turn.status, turn.entry_id, turn.confidence) == ("answered", EXTENSION, 0.9)
    assert turn.candidates == [[EXTENSION, 0.8]]
    assert turn.messages[0]["type"] == "answer"
    assert turn.messages[0]["tax_year"] == 2024


@pytest.mark.parametrize(
    ("tax_year", "payload"),
    [
        pytest.param(None, f'/choose{{"entry_id": "{EXTENSION}"}}', id="no-year"),
        pytest.param(2024, f'/choose{{"entry_id": "{EXTENSION}", "tax_year": "2024"}}', id="year"),
    ],
)
def test_choices_carry_the_questions_and_two_ways_out(
    live: LiveRetriever, tax_year: int | None, payload: str
) -> None:
    custom = retrieval("choices", EXTENSION, REFUND, tax_year=tax_year)
    turn = compose([message("Which?", "choices", custom)], live)
    (shown,) = turn.messages
    assert (turn.status, turn.entry_id, shown["text"]) == ("choices", None, "Which?")
    assert shown["choices"][0] == {
        "title": "How do I get more time to file?",
        "payload": payload,
    }
    assert shown["choices"][-2:] == [NONE_OF_THESE, TALK_TO_HUMAN]


def test_who_gets_no_answer_is_offered_a_person(live: LiveRetriever) -> None:
    turn = compose([UNANSWERED], live)
    assert turn.status == "unanswered"
    assert turn.messages == [{"type": "choices", "text": "Not found", "choices": [TALK_TO_HUMAN]}]


def test_on_the_way_to_a_person_no_person_is_offered(live: LiveRetriever) -> None:
    turn = compose([UNANSWERED, message("What is your name?", "ticket_form")], live)
    assert [shown["type"] for shown in turn.messages] == ["text", "text"]


def test_buttons_become_choices(live: LiveRetriever) -> None:
    button = {"title": "Yes", "payload": "/affirm"}
    turn = compose([RasaMessage("May we?", (button,), {}, "ticket_form")], live)
    assert turn.messages == [{"type": "choices", "text": "May we?", "choices": [button]}]


def test_a_ticket_carries_its_reference(live: LiveRetriever) -> None:
    custom = {"type": "ticket", "reference": "T-2222-2222"}
    turn = compose([message("Opened", "ticket_opened", custom)], live)
    assert turn.status == "ticket_opened"
    assert turn.messages == [{"type": "ticket", "text": "Opened", "reference": "T-2222-2222"}]


@pytest.mark.parametrize(
    ("statuses", "status"),
    [
        pytest.param(["small_talk", "ticket_form"], "ticket_form", id="small-talk-in-the-form"),
        pytest.param(["out_of_scope", "ticket_form"], "out_of_scope", id="question-in-the-form"),
        pytest.param(["small_talk", "error"], "error", id="error"),
        pytest.param([None], "small_talk", id="none-named"),
        pytest.param(["ticket_form", "ticket_opened"], "ticket_opened", id="opened"),
    ],
)
def test_a_turn_has_the_status_of_its_most_telling_message(
    live: LiveRetriever, statuses: list[str | None], status: str
) -> None:
    assert compose([message("x", each) for each in statuses], live).status == status


def test_an_answer_inside_the_form_is_an_answered_turn(live: LiveRetriever) -> None:
    answer = message(custom=retrieval("answered", REFUND))
    turn = compose([answer, message("What is your name?", "ticket_form")], live)
    assert (turn.status, turn.entry_id) == ("answered", REFUND)
    assert [shown["type"] for shown in turn.messages] == ["answer", "text"]


def test_text_without_retrieval_has_no_confidence(live: LiveRetriever) -> None:
    expected = ComposedTurn("small_talk", [{"type": "text", "text": "Hi"}], degraded=True)
    assert compose([message("Hi", "small_talk")], live, degraded=True) == expected


def test_an_entry_the_content_does_not_have_is_an_error(live: LiveRetriever) -> None:
    with pytest.raises(KeyError):
        compose([message(custom=retrieval("answered", "removed/entry"))], live)


def test_two_answers_are_two_messages(live: LiveRetriever) -> None:
    answered = message(custom=retrieval("answered", EXTENSION, REFUND))
    left = message("Ask the rest on its own.", "answered")
    turn = compose([answered, left], live)
    assert (turn.status, turn.entry_id) == ("answered", EXTENSION)
    assert [shown["type"] for shown in turn.messages] == ["answer", "answer", "text"]
    questions = [shown["question"] for shown in turn.messages[:2]]
    assert questions == ["How do I get more time to file?", "Where is my refund?"]


@pytest.mark.parametrize(
    ("kind", "status", "shown"),
    [
        ("out_of_scope", "out_of_scope", "text"),
        ("small_talk", "small_talk", "text"),
        ("person", "ticket_form", "text"),
        ("account", "unanswered", "choices"),
        ("urgent", "unanswered", "choices"),
    ],
)
def test_a_redirect_has_the_status_of_its_outcome(
    live: LiveRetriever, kind: str, status: str, shown: str
) -> None:
    # The metadata is that of a response all redirects share.
    turn = compose([message("A reply.", "out_of_scope", retrieval(kind))], live)
    assert (turn.status, turn.entry_id, turn.confidence) == (status, None, 0.9)
    choices = {"choices": [TALK_TO_HUMAN]} if shown == "choices" else {}
    assert turn.messages == [{"type": shown, "text": "A reply.", **choices}]


def test_entries_that_tell_where_to_look_are_offered(live: LiveRetriever) -> None:
    turn = compose([message("See:", "unanswered", retrieval("account", REFUND))], live)
    assert (turn.status, turn.entry_id) == ("unanswered", None)
    (shown,) = turn.messages
    titles = [choice["title"] for choice in shown["choices"]]
    assert titles == ["Where is my refund?", "None of these", "Talk to a person"]


@pytest.mark.parametrize(
    ("kind", "offered"), [("account", False), ("unanswered", False), ("urgent", True)]
)
def test_inside_the_form_only_who_is_in_danger_is_offered_a_person(
    live: LiveRetriever, kind: str, offered: bool
) -> None:
    said = message("A reply.", "unanswered", retrieval(kind))
    turn = compose([said, message("What is your name?", "ticket_form")], live)
    assert ("choices" in turn.messages[0]) is offered


def test_addresses_in_a_reply_are_links(live: LiveRetriever) -> None:
    text = "See https://www.irs.gov/account. <b>Or not</b>."
    turn = compose([message(text, None, retrieval("out_of_scope"))], live)
    (shown,) = turn.messages
    assert shown["text"] == text
    assert 'href="https://www.irs.gov/account"' in shown["html"]
    assert "<b>" not in shown["html"]


def test_what_it_is_about_is_carried(live: LiveRetriever) -> None:
    about = {"question": "my refund", "entry_id": REFUND, "tax_year": None}
    custom = {**retrieval("answered", REFUND), "context": about}
    assert compose([message(custom=custom)], live).context == about
    assert compose([message("Hi", "small_talk")], live).context is None


def test_tax_years_to_choose_from_become_choices(live: LiveRetriever) -> None:
    custom = {**retrieval("choices", REFUND), "years": [2024, 2023]}
    (shown,) = compose([message("Which year?", "choices", custom)], live).messages
    assert shown["choices"][:2] == [
        {
            "title": f"{year} (the return filed in {year + 1})",
            "payload": f'/choose{{"entry_id": "{REFUND}", "tax_year": "{year}"}}',
        }
        for year in (2024, 2023)
    ]
    assert shown["choices"][2:] == [NONE_OF_THESE, TALK_TO_HUMAN]


def test_a_reply_in_spanish_says_so_and_offers_a_person_in_it(tmp_path: Path) -> None:
    path = write_knowledge(tmp_path / "knowledge") / f"{BALANCE}.yml"
    path.write_text(f"{path.read_text(encoding='utf-8')}language: es\n", encoding="utf-8")
    live = LiveRetriever(ScriptedRetriever(tmp_path / "knowledge"))
    custom = {**retrieval("account"), "redirect": BALANCE}
    (shown,) = compose([message("Todavía no.", None, custom)], live).messages
    assert shown["language"] == "es"
    person = {"title": "Hablar con una persona", "payload": TALK_TO_HUMAN["payload"]}
    assert shown["choices"] == [person]
    # With entries beside it the words around are English.
    (shown,) = compose([message("See:", None, {**custom, "entries": [REFUND]})], live).messages
    assert "language" not in shown
    live.close()


def test_related_questions_of_an_answer_are_those_that_may_be_given(tmp_path: Path) -> None:
    folder = write_knowledge(tmp_path / "knowledge")
    path = folder / f"{EXTENSION}.md"
    named = f"related: [{DEDUCTION}, gone/since, {REFUND}]"
    path.write_text(path.read_text(encoding="utf-8").replace("related: []", named), "utf-8")
    retriever = ScriptedRetriever(folder)
    live = LiveRetriever(retriever)

    def titles() -> list[str]:
        custom = retrieval("answered", EXTENSION, tax_year=2025)
        (shown,) = compose([message(custom=custom)], live).messages
        return [choice["title"] for choice in shown["related"]]

    assert titles() == [retriever.corpus.entries[each].question for each in (DEDUCTION, REFUND)]
    paused = {**retriever.corpus.entries}
    paused[REFUND] = replace(paused[REFUND], paused="Being looked at.")
    retriever.corpus = replace(retriever.corpus, entries=paused)
    assert titles() == [retriever.corpus.entries[DEDUCTION].question]
    live.close()
