"""Tests of action_answer_question."""

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer_question import AnswerQuestion
from actions.question_outcome import Events
from embeddings.confidence import Outcome
from tests.factories import EXTENSION, decision, tracker
from tests.fakes import FakeAsyncRetriever


async def run(asked: Tracker, outcome: Outcome, *entries: str) -> tuple[str | None, Events]:
    """The response said, and the events."""
    dispatcher = CollectingDispatcher()
    action = AnswerQuestion(FakeAsyncRetriever(decision(outcome, *entries)))
    events = await action.run(dispatcher, asked, {})
    (message,) = dispatcher.messages
    return message["response"], events


async def test_the_text_is_looked_up_as_it_came() -> None:
    retriever = FakeAsyncRetriever(decision("answered", EXTENSION))
    asked = tracker("need more time", "ask_tax_question")
    await AnswerQuestion(retriever).run(CollectingDispatcher(), asked, {})
    assert retriever.asked == ["need more time"]


async def test_two_misses_in_a_row_start_the_ticket() -> None:
    first, events = await run(tracker("hm", slots={"misses": 0.0}), "unanswered")
    misses = next(event["value"] for event in events if event.get("name") == "misses")
    second, events = await run(tracker("hm again", slots={"misses": misses}), "unanswered")
    assert (first, second) == ("utter_unanswered", "utter_unanswered_again")
    assert events[-1]["name"] == "action_start_ticket"


async def test_an_answer_between_two_misses_counts_anew() -> None:
    _, events = await run(tracker("time?", slots={"misses": 1.0}), "answered", EXTENSION)
    misses = next(event["value"] for event in events if event.get("name") == "misses")
    said, _ = await run(tracker("hm", slots={"misses": misses}), "unanswered")
    assert said == "utter_unanswered"


@pytest.mark.parametrize("outcome", ["answered", "choices", "unanswered", "out_of_scope"])
async def test_inside_the_form_nothing_is_remembered(outcome: Outcome) -> None:
    asked = tracker("and the deadline?", slots={"misses": 1.0}, in_form=True)
    said, events = await run(asked, outcome, EXTENSION)
    assert events == []
    assert said != "utter_unanswered_again"
