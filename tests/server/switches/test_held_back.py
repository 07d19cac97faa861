"""Tests of what is left of a decision while something is paused."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from actions.ports import HeldBack
from embeddings.decision import Decision, Outcome
from server.content.live_retriever import LiveRetriever
from server.switches.held_back import SwitchedRetriever
from tests.factories import DEDUCTION, EXTENSION, REFUND, decision, write_knowledge
from tests.fakes import FakeSwitches, ScriptedRetriever


@pytest.fixture(scope="module")
def scripted(tmp_path_factory: pytest.TempPathFactory) -> ScriptedRetriever:
    return ScriptedRetriever(write_knowledge(tmp_path_factory.mktemp("knowledge")))


@pytest.fixture
def live(scripted: ScriptedRetriever) -> Iterator[LiveRetriever]:
    scripted.decisions.clear()
    scripted.contexts.clear()
    opened = LiveRetriever(scripted)
    yield opened
    opened.close()


async def asked(
    scripted: ScriptedRetriever, live: LiveRetriever, found: Decision, *paused: str
) -> Decision:
    scripted.decisions["hm"] = found
    return await SwitchedRetriever(live, FakeSwitches(*paused)).ask("hm", None)


@pytest.mark.parametrize("paused", [(), ("tickets",), ("topic/refunds",)])
async def test_what_is_not_paused_is_given(
    scripted: ScriptedRetriever, live: LiveRetriever, paused: tuple[str, ...]
) -> None:
    found = decision("answered", EXTENSION)
    assert await asked(scripted, live, found, *paused) == found


@pytest.mark.parametrize("outcome", ["answered", "choices"])
async def test_an_entry_of_a_paused_topic_is_not_given(
    scripted: ScriptedRetriever, live: LiveRetriever, outcome: Outcome
) -> None:
    found = replace(decision(outcome, REFUND), years=(2024, 2023))
    left = await asked(scripted, live, found, "topic/refunds")
    assert isinstance(left, HeldBack)
    assert (left.outcome, left.entries, left.years, left.by) == ("unanswered", (), (), "topic")
    assert left.candidates == found.candidates


async def test_choices_keep_those_of_other_topics(
    scripted: ScriptedRetriever, live: LiveRetriever
) -> None:
    found = decision("choices", REFUND, EXTENSION, DEDUCTION)
    left = await asked(scripted, live, found, "topic/refunds", "topic/deductions")
    assert (left.outcome, left.entries) == ("choices", (EXTENSION,))


async def test_of_two_answers_the_other_is_given(
    scripted: ScriptedRetriever, live: LiveRetriever
) -> None:
    left = await asked(scripted, live, decision("answered", REFUND, EXTENSION), "topic/refunds")
    assert isinstance(left, HeldBack)
    assert (left.outcome, left.entries) == ("answered", (EXTENSION,))


async def test_a_reply_on_an_account_stays_without_the_places_to_look(
    scripted: ScriptedRetriever, live: LiveRetriever
) -> None:
    found = replace(decision("account", REFUND), reply="We cannot see it.")
    left = await asked(scripted, live, found, "topic/refunds")
    assert (left.outcome, left.entries, left.reply) == ("account", (), "We cannot see it.")


async def test_while_the_assistant_is_paused_nothing_is_looked_up(
    scripted: ScriptedRetriever, live: LiveRetriever
) -> None:
    left = await asked(scripted, live, decision("answered", EXTENSION), "assistant")
    assert isinstance(left, HeldBack)
    assert (left.outcome, left.by) == ("unanswered", "assistant")
    assert scripted.contexts == {}


@pytest.mark.parametrize(("paused", "by"), [("assistant", "assistant"), ("topic/refunds", "topic")])
async def test_a_choice_picked_is_held_back_too(live: LiveRetriever, paused: str, by: str) -> None:
    left = await SwitchedRetriever(live, FakeSwitches(paused)).pick(REFUND, None)
    assert isinstance(left, HeldBack)
    assert (left.outcome, left.by) == ("unanswered", by)
