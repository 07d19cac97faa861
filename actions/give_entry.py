"""Owns action_give_entry: gives the entry a person chose."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.ports import AsyncRetriever
from actions.question_outcome import Events


class GiveEntry(Action):
    """Choices said in words ("the second one") carry no entry: the person is asked to say more."""

    def __init__(self, retriever: AsyncRetriever) -> None:
        self._retriever = retriever

    def name(self) -> str:
        return "action_give_entry"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        entry_id = next(tracker.get_latest_entity_values("entry_id"), None)
        year = next(tracker.get_latest_entity_values("tax_year"), None)
        if entry_id is None or not self._retriever.knows(entry_id):
            dispatcher.utter_message(response="utter_default")
            return []
        custom = {
            "type": "answered",
            "entries": [entry_id],
            "confidence": None,
            "tax_year": int(year) if year else None,
            "candidates": [],
        }
        dispatcher.utter_message(json_message=custom)
        return [SlotSet("misses", 0), SlotSet("last_question", None)]
