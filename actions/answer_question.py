"""Owns action_answer_question: looks a question up and says what the retriever decided."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.ports import AsyncRetriever, Contexts
from actions.question_outcome import Events, say_in_dialogue
from embeddings.follow_ups import next_context


class AnswerQuestion(Action):
    """Answers, offers choices, says what else there is to say, or leads to a ticket."""

    def __init__(self, retriever: AsyncRetriever, contexts: Contexts) -> None:
        self._retriever = retriever
        self._contexts = contexts

    def name(self) -> str:
        return "action_answer_question"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        text = str(tracker.latest_message.get("text") or "")
        before = await self._contexts.of(tracker.sender_id)
        decision = await self._retriever.ask(text, before)
        context = next_context(before, text, decision)
        return say_in_dialogue(dispatcher, tracker, decision, text, context)
