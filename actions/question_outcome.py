"""Owns the step from a decision to what Rasa says and remembers about it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.ports import HeldBack
from embeddings.decision import Decision
from embeddings.follow_ups import Context

MISSES_BEFORE_TICKET = 2

Events = list[dict[str, Any]]

_RESPONSES = {
    "choices": "utter_which_one",
    "unanswered": "utter_unanswered",
    "out_of_scope": "utter_out_of_scope",
}


@dataclass(frozen=True)
class Saying:
    """A response and its values. None: the report alone, for an answer speaks for itself."""

    response: str | None
    values: Mapping[str, str] = field(default_factory=dict)


def report(decision: Decision, context: Context | None) -> dict[str, Any]:
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
        "redirect": decision.redirect,
        "context": asdict(context) if context else None,
    }


def sayings(decision: Decision, in_form: bool) -> list[Saying]:
    """What is said, in order; the report goes with the first. In the ticket form nobody is offered
    a person, being on the way to one.
    """
    first = _first(decision)
    left = decision.left_open
    rest = [Saying("utter_left_open", {"question": left})] if left else []
    if isinstance(decision, HeldBack) and decision.outcome == "answered":
        rest.append(Saying("utter_topic_paused"))
    offered = decision.offer_person and not in_form
    return [first, *rest, *([Saying("utter_offer_person")] if offered else [])]


def _first(decision: Decision) -> Saying:
    if decision.outcome == "answered":
        return Saying(None)
    if isinstance(decision, HeldBack) and decision.outcome == "unanswered":
        return Saying(f"utter_{decision.by}_paused")
    if decision.notice is not None:
        return Saying("utter_paused", {"notice": decision.notice})
    if decision.years:
        return Saying("utter_which_year")
    if decision.reply is not None:
        with_entries = decision.outcome == "account" and decision.entries
        name = "utter_account" if with_entries else "utter_redirect"
        return Saying(name, {"reply": decision.reply})
    return Saying(_RESPONSES[decision.outcome])


def say_in_dialogue(
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    decision: Decision,
    question: str | None,
    context: Context | None,
) -> Events:
    """Says the outcome where the dialogue stands: the slots and the follow-up that go with it.

    Inside the ticket form it changes nothing: the person is on the way to staff already.
    """
    in_form = bool(tracker.active_loop.get("name"))
    misses = float(tracker.get_slot("misses") or 0)
    said = sayings(decision, in_form)
    is_miss = said[0].response == "utter_unanswered" and not in_form
    if is_miss and misses + 1 >= MISSES_BEFORE_TICKET:
        said[0] = Saying("utter_unanswered_again")
    for place, each in enumerate(said):
        about = {} if place else report(decision, context)
        dispatcher.utter_message(response=each.response, json_message=about, **each.values)
    return [] if in_form else _events(decision, question, misses, is_miss)


def _events(decision: Decision, question: str | None, misses: float, is_miss: bool) -> Events:
    if decision.outcome == "small_talk":
        return []
    if decision.outcome == "person":
        # The ticket is about what was asked before: that stays remembered.
        return [SlotSet("person_offered", True), FollowupAction("action_start_ticket")]
    if decision.outcome == "urgent":
        return [SlotSet("person_offered", True)]
    if is_miss and misses + 1 >= MISSES_BEFORE_TICKET:
        return [*_remembered(0, question), FollowupAction("action_start_ticket")]
    if decision.outcome == "answered" and not decision.offer_person:
        return _remembered(0, None)
    if decision.outcome == "answered":
        return _remembered(0, question, person_offered=True)
    if decision.outcome == "choices":
        # Not a miss, yet the question must be at hand if none of the choices fits.
        return _remembered(misses, question)
    if decision.outcome == "out_of_scope":
        return _remembered(misses, None)
    return _remembered(misses + is_miss, question, person_offered=True)


def _remembered(misses: float, question: str | None, *, person_offered: bool = False) -> Events:
    return [
        SlotSet("misses", misses),
        SlotSet("last_question", question),
        SlotSet("person_offered", person_offered),
    ]
