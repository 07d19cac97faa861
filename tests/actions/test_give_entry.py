"""Tests of action_give_entry."""

from collections.abc import Mapping
from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.give_entry import GiveEntry
from actions.question_outcome import Events
from embeddings.follow_ups import Context
from tests.factories import EXTENSION, REFUND, tracker
from tests.fakes import FakeAsyncRetriever, FakeContexts

BEFORE = Context("something about time", REFUND, 2023)


async def run(entities: Mapping[str, str]) -> tuple[dict[str, Any], Events]:
    dispatcher = CollectingDispatcher()
    action = GiveEntry(FakeAsyncRetriever(known=[EXTENSION]), FakeContexts(BEFORE))
    events = await action.run(dispatcher, tracker("/choose", "choose", entities=entities), {})
    (message,) = dispatcher.messages
    return message, events


@pytest.mark.parametrize(
    ("entities", "tax_year"),
    [
        pytest.param({"entry_id": EXTENSION}, None, id="no-year"),
        pytest.param({"entry_id": EXTENSION, "tax_year": "2024"}, 2024, id="year"),
    ],
)
async def test_the_entry_that_was_chosen_is_given(
    entities: Mapping[str, str], tax_year: int | None
) -> None:
    message, events = await run(entities)
    assert message["custom"]["type"] == "answered"
    assert message["custom"]["entries"] == [EXTENSION]
    assert message["custom"]["tax_year"] == tax_year
    assert message["custom"]["confidence"] is None
    assert message["custom"]["context"] == {
        "question": "something about time",
        "entry_id": EXTENSION,
        "tax_year": tax_year or 2023,
    }
    slots = {event["name"]: event["value"] for event in events}
    assert slots == {"misses": 0, "last_question": None, "person_offered": False}


async def test_a_choice_said_in_words_asks_the_person_to_say_more() -> None:
    message, events = await run({})
    assert message["response"] == "utter_default"
    assert events == []


async def test_an_entry_no_longer_there_is_a_miss_and_a_person_is_offered() -> None:
    message, events = await run({"entry_id": "filing/removed"})
    assert message["response"] == "utter_unanswered"
    slots = {event["name"]: event["value"] for event in events}
    assert slots == {"misses": 1, "last_question": None, "person_offered": True}
