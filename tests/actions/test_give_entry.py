"""Tests of action_give_entry."""

from collections.abc import Mapping
from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.give_entry import GiveEntry
from actions.question_outcome import Events
from tests.factories import EXTENSION, tracker
from tests.fakes import FakeAsyncRetriever


async def run(entities: Mapping[str, str]) -> tuple[dict[str, Any], Events]:
    dispatcher = CollectingDispatcher()
    action = GiveEntry(FakeAsyncRetriever(known=[EXTENSION]))
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
    slots = {event["name"]: event["value"] for event in events}
    assert slots == {"misses": 0, "last_question": None}


@pytest.mark.parametrize(
    "entities",
    [
        pytest.param({}, id="said-in-words"),
        pytest.param({"entry_id": "filing/removed"}, id="entry-no-longer-there"),
    ],
)
async def test_without_an_entry_the_person_is_asked_to_say_more(
    entities: Mapping[str, str],
) -> None:
    message, events = await run(entities)
    assert message["response"] == "utter_default"
    assert events == []
