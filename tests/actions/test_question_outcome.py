"""Tests of what is said and remembered for each outcome of a search."""

from dataclasses import replace
from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.question_outcome import say_in_dialogue
from embeddings.decision import Decision, Outcome
from embeddings.follow_ups import Context
from tests.factories import EXTENSION, REFUND, decision, tracker

QUESTION = "how long do I have"
ABOUT = Context(QUESTION, EXTENSION, 2025)
REPLY = "I cannot see your account."

Said = tuple[list[dict[str, Any]], dict[str, Any], str | None]


def said(decided: Decision, misses: float = 0, *, in_form: bool = False) -> Said:
    """The messages sent, the slots set, and the action that follows."""
    dispatcher = CollectingDispatcher()
    before = tracker(QUESTION, slots={"misses": misses}, in_form=in_form)
    events = say_in_dialogue(dispatcher, before, decided, QUESTION, ABOUT)
    slots = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
    follow = [event["name"] for event in events if event["event"] == "followup"]
    return dispatcher.messages, slots, follow[0] if follow else None


def outcome(name: Outcome, *entries: str, misses: float = 0) -> Said:
    return said(decision(name, *entries, tax_year=2025), misses)


def redirected(name: Outcome, *entries: str) -> Decision:
    return replace(decision(name, *entries), reply=REPLY, redirect="redirects/one")


def test_an_answer_is_reported_and_clears_the_misses() -> None:
    (message,), slots, follow = outcome("answered", EXTENSION, misses=1)
    assert message["custom"] == {
        "type": "answered",
        "entries": [EXTENSION],
        "confidence": 0.5,
        "tax_year": 2025,
        "years": [],
        "candidates": [[EXTENSION, 0.8]],
        "generation": "",
        "redirect": None,
        "context": {"question": QUESTION, "entry_id": EXTENSION, "tax_year": 2025},
    }
    assert slots == {"misses": 0, "last_question": None, "person_offered": False}
    assert follow is None


@pytest.mark.parametrize("in_form", [False, True])
def test_an_answer_on_an_account_offers_a_person_but_not_inside_the_form(in_form: bool) -> None:
    account = replace(decision("answered", REFUND), offer_person=True)
    messages, slots, _ = said(account, in_form=in_form)
    assert [m["response"] for m in messages[1:]] == ["utter_offer_person"] * (not in_form)
    offered = {"misses": 0, "last_question": QUESTION, "person_offered": True}
    assert slots == ({} if in_form else offered)


def test_the_part_left_open_is_named_after_the_answer() -> None:
    answer, left = said(replace(decision("answered", REFUND), left_open="and my cat?"))[0]
    assert answer["custom"]["type"] == "answered"
    assert (left["response"], left["question"]) == ("utter_left_open", "and my cat?")
    assert left["custom"] == {}


def test_choices_are_offered_and_the_question_is_kept_in_case_none_fits() -> None:
    (message,), slots, follow = outcome("choices", EXTENSION, REFUND, misses=1)
    assert message["response"] == "utter_which_one"
    assert message["custom"]["entries"] == [EXTENSION, REFUND]
    assert slots == {"misses": 1, "last_question": QUESTION, "person_offered": False}
    assert follow is None


def test_out_of_scope_is_no_miss() -> None:
    (message,), slots, follow = outcome("out_of_scope", misses=1)
    assert message["response"] == "utter_out_of_scope"
    assert slots == {"misses": 1, "last_question": None, "person_offered": False}
    assert follow is None


def test_the_first_miss_offers_a_person() -> None:
    (message,), slots, follow = outcome("unanswered")
    assert message["response"] == "utter_unanswered"
    assert slots == {"misses": 1, "last_question": QUESTION, "person_offered": True}
    assert follow is None


def test_the_second_miss_in_a_row_starts_the_ticket_with_the_question() -> None:
    (message,), slots, follow = outcome("unanswered", misses=1)
    assert message["response"] == "utter_unanswered_again"
    assert slots == {"misses": 0, "last_question": QUESTION, "person_offered": False}
    assert follow == "action_start_ticket"


@pytest.mark.parametrize("name", ["choices", "unanswered", "out_of_scope"])
def test_what_was_found_is_reported_whatever_is_said(name: Outcome) -> None:
    (message,), _, _ = outcome(name)
    assert message["custom"]["candidates"] == [[REFUND, 0.2]]


@pytest.mark.parametrize("misses", [0.0, 1.0])
def test_a_paused_entry_says_its_notice_and_offers_a_person(misses: float) -> None:
    paused = replace(decision("unanswered"), notice="New guidance")
    (message,), slots, follow = said(paused, misses)
    assert (message["response"], message["notice"]) == ("utter_paused", "New guidance")
    assert message["custom"]["type"] == "unanswered"
    assert slots == {"misses": misses, "last_question": QUESTION, "person_offered": True}
    assert follow is None


def test_the_tax_year_is_asked_for() -> None:
    asked = replace(decision("choices", EXTENSION), years=(2024, 2023))
    (message,), slots, _ = said(asked, 1.0)
    assert message["response"] == "utter_which_year"
    assert message["custom"]["years"] == [2024, 2023]
    assert slots == {"misses": 1.0, "last_question": QUESTION, "person_offered": False}


def test_what_was_picked_has_no_probability() -> None:
    (message,), _, _ = said(Decision("answered", 0.0, (EXTENSION,), (), 2025))
    assert message["custom"]["confidence"] is None


@pytest.mark.parametrize(
    ("decided", "response"),
    [
        pytest.param(redirected("out_of_scope"), "utter_redirect", id="out of scope"),
        pytest.param(redirected("small_talk"), "utter_redirect", id="small talk"),
        pytest.param(redirected("urgent"), "utter_redirect", id="urgent"),
        pytest.param(redirected("person"), "utter_redirect", id="person"),
        pytest.param(redirected("account"), "utter_redirect", id="account"),
        pytest.param(redirected("account", REFUND), "utter_account", id="account with entries"),
    ],
)
def test_a_redirect_says_its_reply(decided: Decision, response: str) -> None:
    (message,), _, _ = said(decided)
    assert (message["response"], message["reply"]) == (response, REPLY)
    assert message["custom"]["type"] == decided.outcome


@pytest.mark.parametrize(
    ("name", "slots", "follow"),
    [
        ("out_of_scope", {"misses": 1, "last_question": None, "person_offered": False}, None),
        ("account", {"misses": 1, "last_question": QUESTION, "person_offered": True}, None),
        ("urgent", {"person_offered": True}, None),
        ("small_talk", {}, None),
        # The ticket is about what was asked before.
        ("person", {"person_offered": True}, "action_start_ticket"),
    ],
)
def test_a_redirect_is_no_miss(name: Outcome, slots: dict[str, Any], follow: str | None) -> None:
    _, set_slots, followed = said(redirected(name), misses=1)
    assert (set_slots, followed) == (slots, follow)


@pytest.mark.parametrize(
    "name", ["answered", "choices", "unanswered", "account", "urgent", "person", "small_talk"]
)
def test_inside_the_form_nothing_is_remembered_or_begun(name: Outcome) -> None:
    decided = decision(name) if name in ("choices", "unanswered") else redirected(name)
    messages, slots, follow = said(decided, misses=1, in_form=True)
    assert (slots, follow) == ({}, None)
    assert messages[0]["response"] != "utter_unanswered_again"
    assert messages[0]["custom"]["context"]["entry_id"] == EXTENSION
