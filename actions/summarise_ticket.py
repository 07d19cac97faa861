"""Owns action_ask_ticket_form_ticket_confirmed: shows what would be sent and asks for a yes."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.question_outcome import Events
from actions.ticket_changes import WHICH
from actions.ticket_preview import choices, preview


class SummariseTicket(Action):
    """The last question of the ticket form, or, where something is wrong: which part it is."""

    def name(self) -> str:
        return "action_ask_ticket_form_ticket_confirmed"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        offered = choices(tracker.slots)
        if tracker.get_slot("ticket_part") == WHICH:
            dispatcher.utter_message(response="utter_ticket_which_part", json_message=offered)
            return []
        dispatcher.utter_message(json_message=preview(tracker.slots))
        dispatcher.utter_message(response="utter_ticket_send", json_message=offered)
        return []
