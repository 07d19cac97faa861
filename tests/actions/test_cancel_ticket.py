"""Tests of action_cancel_ticket."""

from rasa_sdk.executor import CollectingDispatcher

from actions.cancel_ticket import CancelTicket
from actions.ticket_fields import FIELDS
from tests.factories import tracker
from tests.fakes import FakePeople


async def test_all_that_was_collected_is_forgotten() -> None:
    dispatcher = CollectingDispatcher()
    events = await CancelTicket(FakePeople()).run(
        dispatcher, tracker(slots={"ticket_name": "Ana"}), {}
    )
    assert {event["name"]: event["value"] for event in events} == dict.fromkeys(
        (*FIELDS, "last_question")
    )
    assert dispatcher.messages[0]["response"] == "utter_ticket_cancelled"


async def test_who_cancels_waits_for_nobody() -> None:
    people = FakePeople()
    await CancelTicket(people).run(CollectingDispatcher(), tracker(sender="conversation-1"), {})
    assert people.given_up == ["conversation-1"]
