"""Owns action_start_ticket: opens the ticket form with the question asked last."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.question_outcome import Events
from actions.ticket_fields import FIELDS, InvalidField, clean_question


class StartTicket(Action):
    """Takes over the last question that got no answer, so that it is not asked for again."""

    def name(self) -> str:
        return "action_start_ticket"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        question = _usable(tracker.get_slot("last_question"))
        if question is None:
            dispatcher.utter_message(response="utter_ticket_start")
        else:
            dispatcher.utter_message(response="utter_ticket_start_with", question=question)
        cleared = [SlotSet(field, None) for field in FIELDS]
        return [
            *cleared,
            SlotSet("ticket_question", question),
            SlotSet("person_offered", False),
            FollowupAction("ticket_form"),
        ]


def _usable(question: object) -> str | None:
    try:
        return clean_question(str(question)) if question else None
    except InvalidField:
        return None
