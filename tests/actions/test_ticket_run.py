"""Tests of a run of the ticket form: what the server is told, and what one key stands for."""

from rasa_sdk.executor import CollectingDispatcher

from actions.ticket_form import ValidateTicketForm
from actions.ticket_run import RUN, TICKET_FIELDS, run_of, ticket_key
from tests.factories import bot_domain, tracker

STARTS = [
    {"event": "action", "name": "action_start_ticket", "timestamp": at} for at in (1.5, 20.25)
]


async def test_each_validation_tells_all_that_is_collected_by_then() -> None:
    dispatcher = CollectingDispatcher()
    slots = {"ticket_question": "Why is it late?", "requested_slot": "ticket_name"}
    at_name = tracker("Ana", slots=slots, in_form=True, events=STARTS)
    await ValidateTicketForm().run(dispatcher, at_name, bot_domain())
    (told,) = [message["custom"] for message in dispatcher.messages if message["custom"]]
    filled = {"ticket_question": "Why is it late?", "ticket_name": "Ana"}
    assert told == {"type": TICKET_FIELDS, "fields": {**filled, RUN: "20.25"}}


async def test_a_yes_to_send_it_is_told_to_nobody() -> None:
    dispatcher = CollectingDispatcher()
    slots = {
        "ticket_question": "Why is it late?",
        "ticket_name": "",
        "ticket_contact": "ana@example.org",
        "ticket_consent": True,
        "requested_slot": "ticket_confirmed",
    }
    at_end = tracker("yes", "affirm", slots=slots, in_form=True)
    await ValidateTicketForm().run(dispatcher, at_end, bot_domain())
    (told,) = [message["custom"] for message in dispatcher.messages if message["custom"]]
    assert "ticket_confirmed" not in told["fields"]
    assert told["fields"]["ticket_name"] == ""


def test_a_run_is_named_by_its_start() -> None:
    assert run_of(tracker(events=STARTS[:1])) != run_of(tracker(events=STARTS))
    assert run_of(tracker()) is None


def test_a_key_is_of_one_conversation_run_and_content() -> None:
    keys = [
        ticket_key("c-1", "1", {"question": "a"}),
        ticket_key("c-2", "1", {"question": "a"}),
        ticket_key("c-1", "2", {"question": "a"}),
        ticket_key("c-1", "1", {"question": "b"}),
    ]
    assert len(set(keys)) == 4
    assert ticket_key("c-1", "1", {"question": "a"}) == keys[0]
