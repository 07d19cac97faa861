"""Tests of action_ticket_status."""

from rasa_sdk.executor import CollectingDispatcher

from actions.ports import TicketState
from actions.ticket_status import TicketStatus
from tests.factories import tracker
from tests.fakes import FakeTickets


async def test_each_ticket_of_the_conversation_is_told() -> None:
    dispatcher = CollectingDispatcher()
    existing = [TicketState("T-2222-2222", "closed"), TicketState("T-3333-3333", "new")]
    await TicketStatus(FakeTickets(existing=existing)).run(dispatcher, tracker(), {})
    told = [(m["response"], m["reference"], m["state"]) for m in dispatcher.messages]
    assert told == [
        ("utter_ticket_status", "T-2222-2222", "closed"),
        ("utter_ticket_status", "T-3333-3333", "new"),
    ]


async def test_without_a_ticket_it_says_so() -> None:
    dispatcher = CollectingDispatcher()
    await TicketStatus(FakeTickets()).run(dispatcher, tracker(), {})
    assert [message["response"] for message in dispatcher.messages] == ["utter_no_tickets"]
