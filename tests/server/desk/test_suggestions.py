"""Tests of suggested replies."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from server.content.live_retriever import LiveRetriever
from server.desk.suggestions import suggested, suggestions
from server.switches.service import Pause, Paused, topic_switch
from tests.factories import DEDUCTION, EXTENSION, REFUND, decision, question_of, write_knowledge
from tests.fakes import ScriptedRetriever

NOTHING = Paused({})
ASKED = "how long may i wait"


@pytest.fixture
def retriever(tmp_path: Path) -> ScriptedRetriever:
    return ScriptedRetriever(write_knowledge(tmp_path / "knowledge"))


@pytest.fixture
def live(retriever: ScriptedRetriever) -> Iterator[LiveRetriever]:
    opened = LiveRetriever(retriever)
    yield opened
    opened.close()


async def test_the_nearest_entries_come_as_plain_text_with_their_source(
    retriever: ScriptedRetriever, live: LiveRetriever
) -> None:
    retriever.decisions[ASKED] = decision("unanswered", EXTENSION, DEDUCTION)
    first, second = await suggestions(ASKED, live, NOTHING)
    assert (first.entry_id, first.question) == (EXTENSION, question_of(EXTENSION))
    assert first.text.splitlines() == [
        "You can get six more months to file.",
        "",
        "- Send Form 4868.",
        "- Pay by the deadline.",
        "",
        "Source: The official page, https://www.irs.gov/filing/extension",
    ]
    assert "$15,750" in second.text
    assert "This is for tax year 2025." in second.text


async def test_the_year_named_in_the_question_is_the_year_of_the_figures(
    retriever: ScriptedRetriever, live: LiveRetriever
) -> None:
    asked = "standard deduction for tax year 2026"
    retriever.decisions[asked] = decision("unanswered", DEDUCTION)
    assert "$16,100" in (await suggestions(asked, live, NOTHING))[0].text


async def test_a_paused_entry_is_not_suggested(tmp_path: Path) -> None:
    knowledge = write_knowledge(tmp_path / "knowledge")
    topics = {"topics": [{"filing": {"label": "Filing", "paused": "New law"}}]}
    (knowledge / "topics.yml").write_text(yaml.safe_dump(topics), encoding="utf-8")
    retriever = ScriptedRetriever(knowledge)
    retriever.decisions[ASKED] = decision("unanswered", EXTENSION, REFUND)
    live = LiveRetriever(retriever)
    assert [each.entry_id for each in await suggestions(ASKED, live, NOTHING)] == [REFUND]
    live.close()


def test_an_entry_that_is_gone_or_of_other_years_is_not_suggested(live: LiveRetriever) -> None:
    assert suggested("gone/entry", None, live, NOTHING) is None
    assert suggested(DEDUCTION, 1999, live, NOTHING) is None


async def test_nothing_of_a_topic_that_is_switched_off_is_suggested(
    retriever: ScriptedRetriever, live: LiveRetriever
) -> None:
    retriever.decisions[ASKED] = decision("unanswered", EXTENSION, REFUND)
    pause = Pause(dt.datetime(2026, 11, 23, tzinfo=dt.UTC), "ada", "New law")
    paused = Paused({topic_switch("filing"): pause})
    assert [each.entry_id for each in await suggestions(ASKED, live, paused)] == [REFUND]
    assert suggested(EXTENSION, None, live, paused) is None
