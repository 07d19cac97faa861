"""Tests of action_open_ticket."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.open_ticket import OpenTicket
from actions.ticket_fields import FIELDS
from tests.factories import tracker
from tests.fakes import FakePeople, FakeTickets

FILLED = {
    "ticket_question": "Why is my refund so late?",
    "ticket_name": "Ana Ruiz",
    "ticket_contact": "ana@example.org",
    "ticket_consent": True,
    "ticket_confirmed": True,
}


def happened(begun: float, *starts: float) -> list[dict[str, Any]]:
    """The action that leads to the form, and each time the form was activated then."""
    activated = {"event": "active_loop", "name": "ticket_form"}
    return [
        {"event": "action", "name": "action_start_ticket", "timestamp": begun},
        *({**activated, "timestamp": start} for start in starts),
    ]


RUN = happened(90.0, 100.0)
SECOND_TRY = happened(90.0, 100.0, 200.0)


async def run(
    tickets: FakeTickets,
    events: Sequence[Mapping[str, Any]] = RUN,
    sender: str = "conversation-1",
    people: FakePeople | None = None,
    **changed: object,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The message said, and the slots set."""
    dispatcher = CollectingDispatcher()
    confirmed = tracker(slots={**FILLED, **changed}, events=events, sender=sender)
    action = OpenTicket(tickets, people or FakePeople())
    set_ = await action.run(dispatcher, confirmed, {})
    (message,) = dispatcher.messages
    return message, {event["name"]: event["value"] for event in set_}


async def test_the_ticket_holds_what_was_confirmed() -> None:
    tickets, people = FakeTickets(), FakePeople()
    await run(tickets, people=people)
    assert people.given_up == []
    (request,) = tickets.opened.values()
    assert request.conversation_id == "conversation-1"
    assert request.question == "Why is my refund so late?"
    assert (request.name, request.contact) == ("Ana Ruiz", "ana@example.org")


async def test_the_person_is_told_the_reference_and_the_form_is_emptied() -> None:
    message, slots = await run(FakeTickets())
    assert message["response"] == "utter_ticket_opened"
    assert message["reference"] == message["custom"]["reference"] == "T-2222-2222"
    assert [slots[field] for field in FIELDS] == [None] * len(FIELDS)
    assert slots["misses"] == 0


async def test_a_repeated_call_for_the_same_form_opens_one_ticket() -> None:
    tickets = FakeTickets()
    first, _ = await run(tickets)
    again, _ = await run(tickets)
    assert first["reference"] == again["reference"]
    assert len(tickets.opened) == 1


@pytest.mark.parametrize(
    ("events", "sender"),
    [
        pytest.param([*RUN, *happened(190.0, 200.0)], "conversation-1", id="next-form"),
        pytest.param(RUN, "conversation-2", id="other-conversation"),
    ],
)
async def test_another_run_of_the_form_opens_another_ticket(
    events: Sequence[Mapping[str, Any]], sender: str
) -> None:
    tickets = FakeTickets()
    await run(tickets)
    await run(tickets, events, sender)
    assert len(tickets.opened) == 2


async def test_a_second_try_after_a_failure_finds_what_was_stored_nevertheless() -> None:
    """The form is shown again, and so starts anew, but it is the same ticket."""
    tickets = FakeTickets()
    first, _ = await run(tickets)
    again, _ = await run(tickets, SECOND_TRY)
    assert first["reference"] == again["reference"]
    assert len(tickets.opened) == 1


async def test_what_was_changed_before_the_second_try_is_not_lost() -> None:
    tickets = FakeTickets()
    await run(tickets)
    await run(tickets, SECOND_TRY, ticket_shares_chat=False)
    assert [request.shares_chat for request in tickets.opened.values()] == [True, False]


@pytest.mark.parametrize("consent", [False, None])
async def test_without_consent_nothing_is_kept(consent: bool | None) -> None:
    tickets, people = FakeTickets(), FakePeople()
    message, slots = await run(tickets, people=people, ticket_consent=consent)
    assert people.given_up == ["conversation-1"]
    assert message["response"] == "utter_ticket_no_consent"
    assert tickets.opened == {}
    assert slots["ticket_name"] is None


@pytest.mark.parametrize(
    ("tickets", "said"),
    [
        pytest.param(FakeTickets(is_down=True), "utter_ticket_failed", id="down"),
        pytest.param(FakeTickets(are_paused=True), "utter_ticket_not_taken", id="paused"),
    ],
)
async def test_when_the_ticket_cannot_be_stored_what_was_typed_is_kept(
    tickets: FakeTickets, said: str
) -> None:
    dispatcher = CollectingDispatcher()
    action = OpenTicket(tickets, FakePeople())
    events = await action.run(dispatcher, tracker(slots=FILLED), {})
    (message,) = dispatcher.messages
    assert (message["response"], message["custom"]) == (said, {})
    slots = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
    assert slots == {"ticket_confirmed": None}
    assert [event["name"] for event in events if event["event"] == "followup"] == ["ticket_form"]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        pytest.param({}, ("Ana Ruiz", None, True), id="by-mail"),
        pytest.param(
            {"ticket_contact": "(202) 555-0147", "ticket_call_between": "any time"},
            ("Ana Ruiz", "any time", True),
            id="by-phone",
        ),
        pytest.param({"ticket_name": ""}, ("", None, True), id="no-name"),
        pytest.param({"ticket_shares_chat": False}, ("Ana Ruiz", None, False), id="no-chat"),
    ],
)
async def test_staff_get_what_the_preview_showed(
    changed: dict[str, Any], expected: tuple[str, str | None, bool]
) -> None:
    tickets = FakeTickets()
    await run(tickets, **changed)
    (request,) = tickets.opened.values()
    assert (request.name, request.call_between, request.shares_chat) == expected
