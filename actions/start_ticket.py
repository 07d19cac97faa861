"""Owns action_start_ticket: says whether a person can come, and opens the ticket form."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.person_wanted import person_wanted
from actions.ports import People, Tickets
from actions.question_outcome import Events
from actions.ticket_fields import FIELDS, InvalidField, clean_question

ASKS_FOR_A_PERSON = frozenset({"talk_to_human", "none_of_these"})


class StartTicket(Action):
    """Takes over the last question that got no answer, so that it is not asked for again."""

    def __init__(self, tickets: Tickets, people: People) -> None:
        self._tickets = tickets
        self._people = people

    def name(self) -> str:
        return "action_start_ticket"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        wanted = await person_wanted(
            tracker.sender_id, self._people, self._tickets, was_asked_for=_asked_for(tracker)
        )
        for said in wanted.sayings:
            dispatcher.utter_message(response=said.response, **said.values)
        if not wanted.takes_ticket:
            return [SlotSet("person_offered", False), FollowupAction("action_listen")]
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


def _asked_for(tracker: Tracker) -> bool:
    """Not where the ticket follows from two questions without an answer."""
    intent = (tracker.latest_message.get("intent") or {}).get("name")
    return intent in ASKS_FOR_A_PERSON or tracker.get_slot("person_offered") is True


def _usable(question: object) -> str | None:
    try:
        return clean_question(str(question)) if question else None
    except InvalidField:
        return None
