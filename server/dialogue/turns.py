"""Owns one turn of the dialogue: through Rasa, or without it when it is away."""

from dataclasses import replace
from typing import Any

import structlog

from server.content.live_retriever import EntryGone, LiveRetriever
from server.dialogue.composition import ComposedTurn, compose
from server.dialogue.rasa_client import RasaClient, RasaMessage, RasaUnavailable
from server.dialogue.responses import Responses
from server.dialogue.without_rasa import Draft, WithoutRasa

log = structlog.get_logger()


class TurnTaker:
    """Takes turns. A ticket begun without Rasa is finished without it."""

    def __init__(
        self,
        rasa: RasaClient,
        without_rasa: WithoutRasa,
        retriever: LiveRetriever,
        responses: Responses,
    ) -> None:
        self._rasa = rasa
        self._without_rasa = without_rasa
        self._retriever = retriever
        self._responses = responses

    def greeting(self) -> dict[str, Any]:
        return {"type": "text", "text": self._responses.message("utter_greet").text}

    async def take(
        self, conversation_id: str, text: str, draft: Draft | None
    ) -> tuple[ComposedTurn, Draft | None]:
        """The reply, and the ticket draft from now on. `text` is empty when it had no words."""
        try:
            return await self._reply(conversation_id, text, draft)
        except Exception as error:  # edge: a citizen always gets a reply
            log.error("turn_failed", error=type(error).__name__, exc_info=False)
            failed = compose([self._responses.message("utter_error")], self._retriever)
            return failed, draft

    async def _reply(
        self, conversation_id: str, text: str, draft: Draft | None
    ) -> tuple[ComposedTurn, Draft | None]:
        if not text:
            return compose([self._responses.message("utter_empty")], self._retriever), draft
        # Before all else and in any state. What a choice sends was not typed.
        urgent = None if text.startswith("/") else await self._retriever.urgent_reply(text)
        if urgent is not None:
            return compose([self._urgent(urgent)], self._retriever), draft
        if draft is None:
            try:
                messages = await self._rasa.send(conversation_id, text)
                return self._compose(messages), None
            except RasaUnavailable as error:
                log.warning("rasa_unavailable", reason=str(error))
        reply = await self._without_rasa.reply(conversation_id, text, draft)
        return self._compose(reply.messages, degraded=True), reply.draft

    def _urgent(self, reply: str) -> RasaMessage:
        said = self._responses.message("utter_redirect", reply=reply)
        return replace(said, custom={"type": "urgent"})

    def _compose(self, messages: list[RasaMessage], degraded: bool = False) -> ComposedTurn:
        """Where an entry vanished between the search and now, the question is unanswered."""
        try:
            return compose(messages, self._retriever, degraded)
        except EntryGone:
            log.info("entry_gone")
            kept = [self._unanswered(message) for message in messages]
            return compose(kept, self._retriever, degraded)

    def _unanswered(self, message: RasaMessage) -> RasaMessage:
        """The message as it is, unless it names entries."""
        if not message.custom.get("entries"):
            return message
        custom = {**message.custom, "type": "unanswered", "entries": [], "years": []}
        return replace(self._responses.message("utter_unanswered"), custom=custom)
