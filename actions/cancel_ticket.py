"""Owns action_cancel_ticket: forgets what the ticket form had collected."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.question_outcome import Events
from actions.ticket_fields import FIELDS


class CancelTicket(Action):
    """Nothing was stored outside the slots, so clearing them is all there is to do."""

    def name(self) -> str:
        return "action_cancel_ticket"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        dispatcher.utter_message(response="utter_ticket_cancelled")
        return [SlotSet(field, None) for field in (*FIELDS, "last_question")]
