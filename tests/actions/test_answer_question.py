"""Tests of action_answer_question."""

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer_question import AnswerQuestion
from actions.question_outcome import Events
from embeddings.decision import Outcome
from embeddings.follow_ups import Context
from tests.factories import DEDUCTION, EXTENSION, decision, tracker
from tests.fakes import FakeAsyncRetriever, FakeContexts

BEFORE = Context("how much is the standard deduction", DEDUCTION, 2024)


async def run(asked: Tracker, outcome: Outcome, *entries: str) -> tuple[str | None, Events]:
    """The response said, and the events."""
    dispatcher = CollectingDispatcher()
    action = AnswerQuestion(FakeAsyncRetriever(decision(outcome, *entries)), FakeContexts())
    events = await action.run(dispatcher, asked, {})
    (message,) = dispatcher.messages
    return message["response"], events


async def test_the_text_is_looked_up_as_it_came_with_what_was_asked_before() -> None:
    retriever = FakeAsyncRetriever(decision("answered", EXTENSION))
    asked = tracker("need more time", "ask_tax_question")
    await AnswerQuestion(retriever, FakeContexts(BEFORE)).run(CollectingDispatcher(), asked, {})
    assert retriever.asked == [("need more time", BEFORE)]


async def test_what_it_is_about_from_now_on_is_reported_and_the_year_holds() -> None:
    retriever = FakeAsyncRetriever(decision("answered", EXTENSION))
    dispatcher = CollectingDispatcher()
    asked = tracker("need more time", "ask_tax_question")
    await AnswerQuestion(retriever, FakeContexts(BEFORE)).run(dispatcher, asked, {})
    (message,) = dispatcher.messages
    assert message["custom"]["context"] == {
        "question": "need more time",
        "entry_id": EXTENSION,
        "tax_year": 2024,
    }


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
