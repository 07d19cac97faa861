"""Owns action_answer_question: looks a question up and says what the retriever decided."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.ports import AsyncRetriever
from actions.question_outcome import Events, say_outcome


class AnswerQuestion(Action):
    """Inside the ticket form a miss changes nothing: the person is on the way to staff already."""

    def __init__(self, retriever: AsyncRetriever) -> None:
        self._retriever = retriever

    def name(self) -> str:
        return "action_answer_question"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        text = str(tracker.latest_message.get("text") or "")
        decision = await self._retriever.ask(text)
        in_form = bool(tracker.active_loop.get("name"))
        misses = float(tracker.get_slot("misses") or 0)
        events = say_outcome(dispatcher, decision, text, -1.0 if in_form else misses)
        return [] if in_form else events
