"""Tests of action_ask_ticket_form_ticket_confirmed."""

from rasa_sdk.executor import CollectingDispatcher

from actions.summarise_ticket import SummariseTicket
from tests.factories import tracker


async def test_the_person_sees_what_would_be_sent() -> None:
    dispatcher = CollectingDispatcher()
    slots = {"ticket_question": "Why?", "ticket_name": "Ana", "ticket_contact": "a@example.org"}
    assert await SummariseTicket().run(dispatcher, tracker(slots=slots), {}) == []
    (message,) = dispatcher.messages
    assert message["response"] == "utter_ticket_summary"
    shown = (message["question"], message["name"], message["contact"])
    assert shown == ("Why?", "Ana", "a@example.org")
