"""Owns action_open_ticket: turns the confirmed form into a ticket, once."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.ports import People, TicketRequest, Tickets, TicketsPaused, TicketsUnavailable
from actions.question_outcome import Events
from actions.ticket_fields import FIELDS
from actions.ticket_preview import preview
from actions.ticket_run import run_of, ticket_key


class OpenTicket(Action):
    """A second try to send the same, in the same run of the form, finds the ticket of the first."""

    def __init__(self, tickets: Tickets, people: People) -> None:
        self._tickets = tickets
        self._people = people

    def name(self) -> str:
        return "action_open_ticket"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        if tracker.get_slot("ticket_consent") is not True:
            await self._people.no_longer(tracker.sender_id)
            dispatcher.utter_message(response="utter_ticket_no_consent")
            return _cleared()
        shown = preview(tracker.slots)
        request = TicketRequest(
            conversation_id=tracker.sender_id,
            idempotency_key=ticket_key(tracker.sender_id, run_of(tracker), shown),
            question=shown["question"],
            name=shown["name"] or "",
            contact=shown["contact"],
            call_between=shown["call_between"],
            shares_chat=shown["shares_chat"],
        )
        try:
            ticket = await self._tickets.open(request)
        except TicketsUnavailable as error:
            paused = isinstance(error, TicketsPaused)
            name = "utter_ticket_not_taken" if paused else "utter_ticket_failed"
            dispatcher.utter_message(response=name)
            return _shown_again()
        dispatcher.utter_message(
            response="utter_ticket_opened",
            reference=ticket.reference,
            json_message={"type": "ticket", "reference": ticket.reference},
        )
        return _cleared()


def _shown_again() -> Events:
    """What was typed is kept, and can be sent later."""
    return [SlotSet("ticket_confirmed", None), FollowupAction("ticket_form")]


def _cleared() -> Events:
    cleared = [SlotSet(field, None) for field in FIELDS]
    return [*cleared, SlotSet("misses", 0), SlotSet("last_question", None)]
