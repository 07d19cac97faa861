"""Owns action_cancel_ticket: forgets what the ticket form had collected, and the wish for staff."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.ports import People
from actions.question_outcome import Events
from actions.ticket_fields import FIELDS


class CancelTicket(Action):
    """No ticket was stored: the slots are cleared, and nobody is waited for."""

    def __init__(self, people: People) -> None:
        self._people = people

    def name(self) -> str:
        return "action_cancel_ticket"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        await self._people.no_longer(tracker.sender_id)
        dispatcher.utter_message(response="utter_ticket_cancelled")
        return [SlotSet(field, None) for field in (*FIELDS, "last_question")]
