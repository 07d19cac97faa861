"""Tests of what is said and remembered for each outcome of a search."""

from dataclasses import replace
from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.question_outcome import say_outcome
from embeddings.confidence import Decision, Outcome
from tests.factories import EXTENSION, REFUND, decision

QUESTION = "how long do I have"


def outcome(
    name: Outcome, *entries: str, misses: float = 0
) -> tuple[dict[str, Any], dict[str, Any], str | None]:
    """The message sent, the slots set, and the action that follows."""
    dispatcher = CollectingDispatcher()
    events = say_outcome(dispatcher, decision(name, *entries, tax_year=2025), QUESTION, misses)
    (message,) = dispatcher.messages
    slots = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
    follow = [event["name"] for event in events if event["event"] == "followup"]
    return message, slots, follow[0] if follow else None


def test_an_answer_is_reported_and_clears_the_misses() -> None:
    message, slots, follow = outcome("answered", EXTENSION, misses=1)
    assert message["custom"] == {
        "type": "answered",
        "entries": [EXTENSION],
        "confidence": 0.5,
        "tax_year": 2025,
        "years": [],
        "candidates": [[EXTENSION, 0.8]],
        "generation": "",
    }
    assert slots == {"misses": 0, "last_question": None, "person_offered": False}
    assert follow is None


@pytest.mark.parametrize(("misses", "offered"), [(0, True), (1, True), (-1, False)])
def test_an_answer_on_an_account_offers_a_person_but_not_inside_the_form(
    misses: float, offered: bool
) -> None:
    dispatcher = CollectingDispatcher()
    account = replace(decision("answered", REFUND), offer_person=True)
    events = say_outcome(dispatcher, account, QUESTION, misses)
    slots = {event["name"]: event["value"] for event in events}
    assert [m["response"] for m in dispatcher.messages[1:]] == ["utter_offer_person"] * offered
    assert (slots["person_offered"], slots["last_question"]) == (
        offered,
        QUESTION if offered else None,
    )


def test_choices_are_offered_and_the_question_is_kept_in_case_none_fits() -> None:
    message, slots, follow = outcome("choices", EXTENSION, REFUND, misses=1)
    assert message["response"] == "utter_which_one"
    assert message["custom"]["entries"] == [EXTENSION, REFUND]
    assert slots == {"misses": 1, "last_question": QUESTION, "person_offered": False}
    assert follow is None


def test_out_of_scope_is_no_miss() -> None:
    message, slots, follow = outcome("out_of_scope", misses=1)
    assert message["response"] == "utter_out_of_scope"
    assert slots == {"misses": 1, "last_question": None, "person_offered": False}
    assert follow is None


def test_the_first_miss_offers_a_person() -> None:
    message, slots, follow = outcome("unanswered")
    assert message["response"] == "utter_unanswered"
    assert slots == {"misses": 1, "last_question": QUESTION, "person_offered": True}
    assert follow is None


def test_the_second_miss_in_a_row_starts_the_ticket_with_the_question() -> None:
    message, slots, follow = outcome("unanswered", misses=1)
    assert message["response"] == "utter_unanswered_again"
    assert slots == {"misses": 0, "last_question": QUESTION, "person_offered": False}
    assert follow == "action_start_ticket"


@pytest.mark.parametrize("name", ["choices", "unanswered", "out_of_scope"])
def test_what_was_found_is_reported_whatever_is_said(name: Outcome) -> None:
    message, _, _ = outcome(name)
    assert message["custom"]["candidates"] == [[REFUND, 0.2]]


def said(decided: Decision, misses: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """The message sent, and the slots set."""
    dispatcher = CollectingDispatcher()
    events = say_outcome(dispatcher, decided, QUESTION, misses)
    (message,) = dispatcher.messages
    assert {event["event"] for event in events} == {"slot"}
    return message, {event["name"]: event["value"] for event in events}


@pytest.mark.parametrize("misses", [0.0, 1.0])
def test_a_paused_entry_says_its_notice_and_offers_a_person(misses: float) -> None:
    message, slots = said(replace(decision("unanswered"), notice="New guidance"), misses)
    assert (message["response"], message["notice"]) == ("utter_paused", "New guidance")
    assert message["custom"]["type"] == "unanswered"
    assert slots == {"misses": misses, "last_question": QUESTION, "person_offered": True}


def test_the_tax_year_is_asked_for() -> None:
    message, slots = said(replace(decision("choices", EXTENSION), years=(2024, 2023)), 1.0)
    assert message["response"] == "utter_which_year"
    assert message["custom"]["years"] == [2024, 2023]
    assert slots == {"misses": 1.0, "last_question": QUESTION, "person_offered": False}


def test_what_was_picked_has_no_probability() -> None:
    message, _ = said(Decision("answered", 0.0, (EXTENSION,), (), 2025), 0.0)
    assert message["custom"]["confidence"] is None
