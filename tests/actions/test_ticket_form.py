"""Tests of validate_ticket_form: which texts fill a slot, which interrupt the form."""

from collections.abc import Mapping
from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.ticket_changes import WHICH
from actions.ticket_fields import ASKED as ORDER
from actions.ticket_form import ValidateTicketForm
from tests.factories import bot_domain, tracker

FILLED = {
    "ticket_question": "Why is my refund so late?",
    "ticket_name": "Ana Ruiz",
    "ticket_contact": "ana@example.org",
    "ticket_consent": True,
}
ASKED_WHICH = {"ticket_part": WHICH}
PHONE = {"ticket_contact": "(202) 555-0147", "ticket_call_between": "weekdays 9 to 12"}


async def run(
    text: str,
    intent: str,
    asked: str,
    confidence: float = 0.95,
    *,
    part: str | None = None,
    changed: Mapping[str, object] | None = None,
) -> tuple[Mapping[str, Any], list[str]]:
    """The slots the form sets when `asked` is asked for, and the responses it says."""
    filled = {**FILLED, **(PHONE if asked == "ticket_call_between" else {}), **(changed or {})}
    slots = {**filled, **dict.fromkeys(ORDER[ORDER.index(asked) :]), "requested_slot": asked}
    entities = {"part": part} if part else {}
    dispatcher = CollectingDispatcher()
    events = await ValidateTicketForm().run(
        dispatcher,
        tracker(text, intent, confidence, slots=slots, in_form=True, entities=entities),
        bot_domain(),
    )
    return {event["name"]: event["value"] for event in events}, said_by(dispatcher)


def said_by(dispatcher: CollectingDispatcher) -> list[str]:
    """What a citizen hears: the fields told to the server are not among it."""
    return [message["response"] for message in dispatcher.messages if message["response"]]


@pytest.mark.parametrize(
    ("asked", "text", "intent", "kept"),
    [
        pytest.param(
            "ticket_question",
            "Why is my refund late?",
            "ask_tax_question",
            "Why is my refund late?",
            id="question",
        ),
        pytest.param(
            "ticket_question",
            "my letter says something else",
            "nlu_fallback",
            "my letter says something else",
            id="question-not-understood",
        ),
        pytest.param("ticket_name", "Ana Ruiz", "nlu_fallback", "Ana Ruiz", id="name"),
        pytest.param("ticket_name", "Mark", "affirm", "Mark", id="name-taken-for-a-yes"),
        pytest.param("ticket_name", "April May", "ask_tax_question", "April May", id="short-name"),
        pytest.param(
            "ticket_contact", "ana@example.org", "give_contact", "ana@example.org", id="e-mail"
        ),
        pytest.param(
            "ticket_contact", "202-555-0147", "ask_tax_question", "(202) 555-0147", id="phone"
        ),
        pytest.param(
            "ticket_contact",
            "could you please write to ana@example.org?",
            "ask_tax_question",
            "ana@example.org",
            id="e-mail-within-a-question",
        ),
        pytest.param(
            "ticket_call_between",
            "weekdays between 9 and 12 in the morning",
            "ask_tax_question",
            "weekdays between 9 and 12 in the morning",
            id="call-times",
        ),
        pytest.param(
            "ticket_call_between", "Any  time.", "nlu_fallback", "Any time.", id="any-time"
        ),
        pytest.param("ticket_call_between", "mornings", "greet", "mornings", id="no-greeting"),
        pytest.param("ticket_consent", "yes", "affirm", True, id="consent"),
        pytest.param("ticket_consent", "/affirm", "affirm", True, id="consent-by-button"),
        pytest.param("ticket_consent", "no", "deny", False, id="no-consent"),
        pytest.param("ticket_confirmed", "send it", "affirm", True, id="confirmed"),
    ],
)
async def test_an_answer_fills_the_slot_asked_for(
    asked: str, text: str, intent: str, kept: object
) -> None:
    slots, said = await run(text, intent, asked)
    assert slots[asked] == kept
    assert said == []


@pytest.mark.parametrize("asked", ORDER)
@pytest.mark.parametrize(
    ("text", "intent"),
    [
        pytest.param("stop", "stop", id="stop"),
        pytest.param("bye", "goodbye", id="goodbye"),
        pytest.param("good morning", "greet", id="greeting"),
        pytest.param('/choose{"entry_id": "refunds/where"}', "choose", id="choice-taken"),
        pytest.param("/none_of_these", "none_of_these", id="none-of-these"),
        pytest.param("what can you do", "help", id="help"),
        pytest.param("are you a robot", "bot_challenge", id="bot-challenge"),
        pytest.param("/talk_to_human", "talk_to_human", id="person-by-button"),
    ],
)
async def test_what_means_something_else_fills_nothing(asked: str, text: str, intent: str) -> None:
    slots, said = await run(text, intent, asked)
    assert (slots.get(asked), said) == (None, [])
    # A form that sets nothing is left by Rasa: to these two no rule says anything beside it.
    assert (asked in slots) == (intent in ("none_of_these", "talk_to_human"))


@pytest.mark.parametrize("asked", ORDER[1:])
@pytest.mark.parametrize(
    ("text", "intent"),
    [
        pytest.param("when is the deadline?", "nlu_fallback", id="question-mark"),
        pytest.param(
            "how much is the standard deduction", "ask_tax_question", id="question-in-words"
        ),
    ],
)
async def test_a_question_interrupts_every_slot_but_the_question(
    asked: str, text: str, intent: str
) -> None:
    slots, said = await run(text, intent, asked)
    assert asked not in slots
    assert said == []


@pytest.mark.parametrize("asked", ORDER[:3])
async def test_small_talk_interrupts_only_when_the_intent_is_sure(asked: str) -> None:
    text = "hello ana@example.org this is ana"
    unsure, _ = await run(text, "greet", asked, confidence=0.6)
    assert unsure[asked] is not None


@pytest.mark.parametrize(
    ("asked", "text", "said"),
    [
        pytest.param("ticket_question", "refund", "utter_invalid_ticket_question", id="question"),
        pytest.param("ticket_name", "12345", "utter_invalid_ticket_name", id="name"),
        pytest.param("ticket_contact", "by post", "utter_invalid_ticket_contact", id="contact"),
        pytest.param(
            "ticket_call_between", "no", "utter_invalid_ticket_call_between", id="call-times"
        ),
        pytest.param(
            "ticket_call_between",
            "9 to 12 " * 30,
            "utter_invalid_ticket_call_between",
            id="call-times-too-long",
        ),
        pytest.param("ticket_consent", "maybe", "utter_invalid_yes_no", id="consent"),
        pytest.param("ticket_confirmed", "hm", "utter_invalid_yes_no", id="confirmation"),
    ],
)
async def test_what_does_not_fit_gets_a_hint_and_fills_nothing(
    asked: str, text: str, said: str
) -> None:
    slots, responses = await run(text, "nlu_fallback", asked)
    assert slots[asked] is None
    assert responses == [said]


@pytest.mark.parametrize("asked", ["ticket_consent", "ticket_confirmed"])
@pytest.mark.parametrize("intent", ["affirm", "deny"])
async def test_consent_is_never_guessed(asked: str, intent: str) -> None:
    slots, responses = await run("perhaps", intent, asked, confidence=0.6)
    assert slots[asked] is None
    assert responses == ["utter_invalid_yes_no"]


async def test_without_consent_the_form_asks_no_more() -> None:
    slots, _ = await run("no", "deny", "ticket_consent")
    assert slots["requested_slot"] is None


async def test_an_e_mail_address_needs_no_call_times() -> None:
    slots, _ = await run("ana@example.org", "give_contact", "ticket_contact")
    assert slots["requested_slot"] == "ticket_consent"
    assert slots["ticket_call_between"] is None


async def test_a_phone_number_keeps_the_call_times_it_had() -> None:
    slots, _ = await run("202-555-0148", "give_contact", "ticket_contact", changed=PHONE)
    assert slots["ticket_contact"] == "(202) 555-0148"
    assert "ticket_call_between" not in slots


async def test_who_wants_a_change_is_asked_which_part() -> None:
    slots, responses = await run("change something", "deny", "ticket_confirmed")
    assert (slots["ticket_confirmed"], slots["ticket_part"]) == (None, WHICH)
    assert slots["requested_slot"] == "ticket_confirmed"
    assert responses == []


@pytest.mark.parametrize(
    ("part", "asked"),
    [
        ("question", "ticket_question"),
        ("name", "ticket_name"),
        ("contact", "ticket_contact"),
        ("call_between", "ticket_call_between"),
    ],
)
async def test_only_the_part_to_change_is_asked_for_again(part: str, asked: str) -> None:
    payload = f'/edit_ticket{{"part": "{part}"}}'
    slots, responses = await run(
        payload,
        "edit_ticket",
        "ticket_confirmed",
        part=part,
        changed={**PHONE, "ticket_part": WHICH},
    )
    assert {slot for slot in ORDER[:-1] if slot in slots} == {asked}
    assert slots[asked] is slots["ticket_part"] is slots["ticket_confirmed"] is None
    assert slots.get("requested_slot", asked) == asked
    assert responses == []


@pytest.mark.parametrize(
    ("text", "part", "slot", "value"),
    [
        pytest.param("/edit_ticket{}", "no_chat", "ticket_shares_chat", False, id="no-chat"),
        pytest.param("/edit_ticket{}", "with_chat", "ticket_shares_chat", True, id="with-chat"),
        pytest.param("/edit_ticket{}", "no_name", "ticket_name", "", id="no-name"),
        pytest.param("leave the chat out", None, "ticket_shares_chat", False, id="in-words"),
        pytest.param("the name is wrong", None, "ticket_name", None, id="a-name-in-words"),
    ],
)
async def test_a_part_is_left_out_or_put_back_and_the_preview_comes_again(
    text: str, part: str | None, slot: str, value: object
) -> None:
    slots, responses = await run(text, "nlu_fallback", "ticket_confirmed", part=part)
    assert (slots[slot], slots["ticket_confirmed"], responses) == (value, None, [])
    asked = "ticket_name" if value is None else "ticket_confirmed"
    assert slots["requested_slot"] == asked


@pytest.mark.parametrize(
    ("text", "intent"), [("/affirm", "affirm"), ("no", "deny"), ("/edit_ticket{}", "edit_ticket")]
)
async def test_asked_which_part_a_yes_or_no_shows_the_preview_again(text: str, intent: str) -> None:
    part = "nothing" if intent == "edit_ticket" else None
    slots, _ = await run(text, intent, "ticket_confirmed", part=part, changed=ASKED_WHICH)
    assert slots["ticket_confirmed"] is slots["ticket_part"] is None
    assert slots["requested_slot"] == "ticket_confirmed"


async def test_asked_which_part_other_words_get_a_hint() -> None:
    slots, said = await run("hm", "nlu_fallback", "ticket_confirmed", changed=ASKED_WHICH)
    assert said == ["utter_invalid_ticket_part"]
    assert "ticket_part" not in slots


@pytest.mark.parametrize("asked", ORDER[:-1])
async def test_a_change_before_the_preview_fills_nothing(asked: str) -> None:
    slots, _ = await run('/edit_ticket{"part": "name"}', "edit_ticket", asked, part="name")
    assert set(slots) <= {"requested_slot"}


async def test_a_name_left_out_stays_left_out_when_the_form_comes_again() -> None:
    kept = tracker("/affirm", "affirm", slots={**FILLED, "ticket_name": ""})
    kept.events.append({"event": "slot", "name": "ticket_name", "value": ""})
    dispatcher = CollectingDispatcher()
    events = await ValidateTicketForm().run(dispatcher, kept, bot_domain())
    assert {event["name"]: event["value"] for event in events}["ticket_name"] == ""
    assert said_by(dispatcher) == []


async def test_a_slot_that_was_not_asked_for_is_left_alone() -> None:
    slots, _ = await run("ana@example.org", "give_contact", "ticket_name")
    assert "ticket_contact" not in slots


@pytest.mark.parametrize("slot", ORDER)
async def test_a_slot_that_was_emptied_before_the_form_starts_gets_no_hint(slot: str) -> None:
    dispatcher = CollectingDispatcher()
    emptied = tracker("I want a person", "talk_to_human", slots=dict.fromkeys(ORDER))
    emptied.events.append({"event": "slot", "name": slot, "value": None})
    await ValidateTicketForm().run(dispatcher, emptied, bot_domain())
    assert said_by(dispatcher) == []
