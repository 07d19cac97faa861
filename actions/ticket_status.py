"""Owns action_ticket_status: tells how the conversation's tickets stand."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.ports import Tickets
from actions.question_outcome import Events


class TicketStatus(Action):
    """Only tickets of this conversation: a reference typed by a person proves nothing."""

    def __init__(self, tickets: Tickets) -> None:
        self._tickets = tickets

    def name(self) -> str:
        return "action_ticket_status"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        tickets = await self._tickets.of_conversation(tracker.sender_id)
        if not tickets:
            dispatcher.utter_message(response="utter_no_tickets")
        for ticket in tickets:
            dispatcher.utter_message(
                response="utter_ticket_status", reference=ticket.reference, state=ticket.state
            )
        return []
