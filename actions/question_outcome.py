"""Owns the step from a decision to what Rasa says and remembers about it."""

from typing import Any

from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from embeddings.confidence import Decision

MISSES_BEFORE_TICKET = 2

Events = list[dict[str, Any]]


def report(dispatcher: CollectingDispatcher, decision: Decision) -> dict[str, Any]:
    """Sends the outcome of a search: the server makes the answer or the choices of it."""
    retrieval = {
        "confidence": decision.confidence,
        "tax_year": decision.tax_year,
        "candidates": [[found.entry_id, found.score] for found in decision.candidates],
    }
    return {"type": decision.outcome, "entries": list(decision.entries), **retrieval}


def say_outcome(
    dispatcher: CollectingDispatcher, decision: Decision, question: str, misses: float
) -> Events:
    """What is said for each outcome, and the slots and follow-up that go with it."""
    custom = report(dispatcher, decision)
    if decision.outcome == "answered":
        dispatcher.utter_message(json_message=custom)
        return _remembered(0, None)
    if decision.outcome == "choices":
        dispatcher.utter_message(response="utter_which_one", json_message=custom)
        # Not a miss, yet the question must be at hand if none of the choices fits.
        return _remembered(misses, question)
    if decision.outcome == "out_of_scope":
        dispatcher.utter_message(response="utter_out_of_scope", json_message=custom)
        return _remembered(misses, None)
    if misses + 1 >= MISSES_BEFORE_TICKET:
        dispatcher.utter_message(response="utter_unanswered_again", json_message=custom)
        return [*_remembered(0, question), FollowupAction("action_start_ticket")]
    dispatcher.utter_message(response="utter_unanswered", json_message=custom)
    return [*_remembered(misses + 1, question), SlotSet("person_offered", True)]


def _remembered(misses: float, question: str | None) -> Events:
    return [
        SlotSet("misses", misses),
        SlotSet("last_question", question),
        SlotSet("person_offered", False),
    ]
