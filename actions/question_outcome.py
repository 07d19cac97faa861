"""Owns the step from a decision to what Rasa says and remembers about it."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from embeddings.decision import Decision

MISSES_BEFORE_TICKET = 2

Events = list[dict[str, Any]]

# Said after an answer that cannot settle what is in a person's account.
OFFER = "utter_offer_person"
_RESPONSES = {
    "choices": "utter_which_one",
    "unanswered": "utter_unanswered",
    "out_of_scope": "utter_out_of_scope",
}


def report(decision: Decision) -> dict[str, Any]:
    """The outcome as the server reads it, which makes the answer or the choices of it."""
    return {
        "type": decision.outcome,
        "entries": list(decision.entries),
        # A pick has no candidates: where nothing was searched there is no probability.
        "confidence": decision.confidence if decision.candidates else None,
        "tax_year": decision.tax_year,
        "years": list(decision.years),
        "candidates": [[found.entry_id, found.score] for found in decision.candidates],
        "generation": decision.generation,
    }


def response_for(decision: Decision) -> tuple[str | None, dict[str, str]]:
    """The response said with an outcome (None: an answer speaks for itself), and its values."""
    if decision.outcome == "answered":
        return None, {}
    if decision.notice is not None:
        return "utter_paused", {"notice": decision.notice}
    if decision.years:
        return "utter_which_year", {}
    return _RESPONSES[decision.outcome], {}


def say_in_dialogue(
    dispatcher: CollectingDispatcher, tracker: Tracker, decision: Decision, question: str | None
) -> Events:
    """Says the outcome where the dialogue stands. Inside the ticket form a miss changes nothing:
    the person is on the way to staff already.
    """
    in_form = bool(tracker.active_loop.get("name"))
    misses = -1.0 if in_form else float(tracker.get_slot("misses") or 0)
    events = say_outcome(dispatcher, decision, question, misses)
    return [] if in_form else events


def say_outcome(
    dispatcher: CollectingDispatcher, decision: Decision, question: str | None, misses: float
) -> Events:
    """What is said for each outcome, and the slots and follow-up that go with it.

    Negative `misses`: the ticket form is open, a person need not be offered.
    """
    response, values = response_for(decision)
    is_miss = response == "utter_unanswered"
    is_second_miss = is_miss and misses + 1 >= MISSES_BEFORE_TICKET
    if is_second_miss:
        response = "utter_unanswered_again"
    dispatcher.utter_message(response=response, json_message=report(decision), **values)
    if decision.offer_person and misses >= 0:
        dispatcher.utter_message(response=OFFER)
        return [*_remembered(0, question), SlotSet("person_offered", True)]
    if is_second_miss:
        return [*_remembered(0, question), FollowupAction("action_start_ticket")]
    if is_miss:
        return [*_remembered(misses + 1, question), SlotSet("person_offered", True)]
    if decision.notice is not None:
        return [*_remembered(misses, question), SlotSet("person_offered", True)]
    if decision.outcome == "choices":
        # Not a miss, yet the question must be at hand if none of the choices fits.
        return _remembered(misses, question)
    return _remembered(0 if decision.outcome == "answered" else misses, None)


def _remembered(misses: float, question: str | None) -> Events:
    return [
        SlotSet("misses", misses),
        SlotSet("last_question", question),
        SlotSet("person_offered", False),
    ]
