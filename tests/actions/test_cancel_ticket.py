"""Tests of action_cancel_ticket."""

from rasa_sdk.executor import CollectingDispatcher

from actions.cancel_ticket import CancelTicket
from actions.ticket_fields import FIELDS
from tests.factories import tracker


async def test_all_that_was_collected_is_forgotten() -> None:
    dispatcher = CollectingDispatcher()
    events = await CancelTicket().run(dispatcher, tracker(slots={"ticket_name": "Ana"}), {})
    assert {event["name"]: event["value"] for event in events} == dict.fromkeys(
        (*FIELDS, "last_question")
    )
    assert dispatcher.messages[0]["response"] == "utter_ticket_cancelled"
