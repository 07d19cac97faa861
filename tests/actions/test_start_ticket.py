"""Tests of action_start_ticket."""

from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.start_ticket import StartTicket
from tests.factories import tracker


async def run(last_question: str | None) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
    """The message said, the slots set, and the actions that follow."""
    dispatcher = CollectingDispatcher()
    slots = {"last_question": last_question, "ticket_name": "left over"}
    events = await StartTicket().run(dispatcher, tracker(slots=slots), {})
    (message,) = dispatcher.messages
    set_slots = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
    return message, set_slots, [e["name"] for e in events if e["event"] == "followup"]


async def test_the_last_question_is_taken_over() -> None:
    message, slots, follow = await run("why is my  refund late")
    assert message["response"] == "utter_ticket_start_with"
    assert message["question"] == slots["ticket_question"] == "why is my refund late"
    assert follow == ["ticket_form"]


@pytest.mark.parametrize(
    "last_question",
    [
        pytest.param(None, id="none"),
        pytest.param("refund?", id="too-short"),
        pytest.param("x" * 2001, id="too-long"),
    ],
)
async def test_without_a_usable_question_it_is_asked_for(last_question: str | None) -> None:
    message, slots, follow = await run(last_question)
    assert message["response"] == "utter_ticket_start"
    assert slots["ticket_question"] is None
    assert follow == ["ticket_form"]


async def test_nothing_is_left_of_a_form_before() -> None:
    _, slots, _ = await run(None)
    assert slots["ticket_name"] is None
    assert slots["person_offered"] is False
