"""Owns action_ask_ticket_form_ticket_confirmed: shows what would be sent and asks for a yes."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.question_outcome import Events


class SummariseTicket(Action):
    """The last question of the ticket form."""

    def name(self) -> str:
        return "action_ask_ticket_form_ticket_confirmed"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        dispatcher.utter_message(
            response="utter_ticket_summary",
            question=tracker.get_slot("ticket_question"),
            name=tracker.get_slot("ticket_name"),
            contact=tracker.get_slot("ticket_contact"),
        )
        return []
