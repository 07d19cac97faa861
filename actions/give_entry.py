"""Owns action_give_entry: gives the entry a person chose."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.picked_context import picked_context
from actions.ports import AsyncRetriever, Contexts
from actions.question_outcome import Events, say_in_dialogue


class GiveEntry(Action):
    """Choices said in words ("the second one") carry no entry: the person is asked to say more."""

    def __init__(self, retriever: AsyncRetriever, contexts: Contexts) -> None:
        self._retriever = retriever
        self._contexts = contexts

    def name(self) -> str:
        return "action_give_entry"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        entry_id = next(tracker.get_latest_entity_values("entry_id"), None)
        year = next(tracker.get_latest_entity_values("tax_year"), None)
        if entry_id is None:
            dispatcher.utter_message(response="utter_default")
            return []
        decision = await self._retriever.pick(entry_id, int(year) if year else None)
        # What was asked before the choice: a ticket is about that.
        question = tracker.get_slot("last_question")
        context = picked_context(await self._contexts.of(tracker.sender_id), decision)
        return say_in_dialogue(dispatcher, tracker, decision, question, context)
