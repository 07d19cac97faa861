"""Tests of action_start_ticket."""

from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.ports import Presence
from actions.start_ticket import StartTicket
from tests.factories import tracker
from tests.fakes import FakePeople, FakeTickets


async def run(
    last_question: str | None = None,
    intent: str = "talk_to_human",
    *,
    people: FakePeople | None = None,
    tickets: FakeTickets | None = None,
    offered: bool = False,
) -> tuple[list[dict[str, Any]], dict[str, Any], list[str]]:
    """The messages said, the slots set, and the actions that follow."""
    dispatcher = CollectingDispatcher()
    slots = {
        "last_question": last_question,
        "ticket_name": "left over",
        "ticket_shares_chat": False,
        "person_offered": offered,
    }
    action = StartTicket(tickets or FakeTickets(), people or FakePeople())
    events = await action.run(dispatcher, tracker("text", intent, slots=slots), {})
    set_slots = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
    follow = [event["name"] for event in events if event["event"] == "followup"]
    return dispatcher.messages, set_slots, follow


async def test_the_last_question_is_taken_over() -> None:
    messages, slots, follow = await run("why is my  refund late")
    message = messages[-1]
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
    messages, slots, follow = await run(last_question)
    assert messages[-1]["response"] == "utter_ticket_start"
    assert slots["ticket_question"] is None
    assert follow == ["ticket_form"]


async def test_nothing_is_left_of_a_form_before() -> None:
    _, slots, _ = await run()
    assert slots["ticket_name"] is slots["ticket_shares_chat"] is None
    assert slots["person_offered"] is False


@pytest.mark.parametrize(
    ("presence", "said"),
    [
        pytest.param(Presence("here"), "utter_person_here", id="here"),
        pytest.param(Presence("busy"), "utter_person_busy", id="busy"),
        pytest.param(Presence("off"), "utter_person_off", id="off"),
        pytest.param(Presence("closed", "Monday at 8:00 a.m."), "utter_person_closed", id="closed"),
        pytest.param(Presence("closed"), "utter_person_off", id="closed-for-good"),
    ],
)
@pytest.mark.parametrize(
    ("intent", "offered"),
    [
        pytest.param("talk_to_human", False, id="asked"),
        pytest.param("none_of_these", False, id="none-of-these"),
        pytest.param("affirm", True, id="offer-taken"),
        pytest.param("nlu_fallback", True, id="person-redirect"),
    ],
)
async def test_who_asks_for_a_person_hears_whether_one_can_come(
    presence: Presence, said: str, intent: str, offered: bool
) -> None:
    people = FakePeople(presence)
    messages, _, follow = await run(None, intent, people=people, offered=offered)
    assert [message["response"] for message in messages] == [said, "utter_ticket_start"]
    assert messages[0].get("opens", "") == (presence.opens if "closed" in said else "")
    assert people.asked == ["conversation-1"]
    assert follow == ["ticket_form"]


async def test_after_two_questions_without_an_answer_nobody_is_called() -> None:
    people = FakePeople()
    messages, _, _ = await run("why is my refund late", "ask_tax_question", people=people)
    assert [message["response"] for message in messages] == ["utter_ticket_start_with"]
    assert people.asked == []


@pytest.mark.parametrize(
    ("case", "said"), [("here", "utter_person_coming"), ("busy", "utter_tickets_paused")]
)
async def test_while_tickets_are_paused_no_form_starts(case: Any, said: str) -> None:
    paused = FakeTickets(are_paused=True)
    messages, slots, follow = await run(people=FakePeople(Presence(case)), tickets=paused)
    assert [message["response"] for message in messages] == [said]
    assert slots == {"person_offered": False}
    assert follow == ["action_listen"]
