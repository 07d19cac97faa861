"""Owns turns without Rasa: answers from the retriever, tickets as drafts."""

import json
from dataclasses import replace

from actions.picked_context import picked_context
from actions.ports import AsyncRetriever, Contexts
from actions.question_outcome import report, sayings
from embeddings.decision import Decision
from embeddings.follow_ups import Context, next_context
from server.dialogue.rasa_client import RasaMessage
from server.dialogue.responses import Responses
from server.dialogue.standing import Draft
from server.dialogue.ticket_draft import Reply, TicketDrafts, missing


class WithoutRasa:
    """Takes a turn while Rasa is away. `text` may be a payload such as /talk_to_human."""

    def __init__(
        self,
        retriever: AsyncRetriever,
        contexts: Contexts,
        drafts: TicketDrafts,
        responses: Responses,
    ) -> None:
        self._retriever = retriever
        self._contexts = contexts
        self._drafts = drafts
        self._say = responses.message

    async def reply(self, conversation_id: str, text: str, draft: Draft | None) -> Reply:
        if draft is not None:
            return await self._go_on(conversation_id, text, draft)
        if text.startswith(("/talk_to_human", "/none_of_these")):
            return await self._drafts.start(conversation_id)
        if text.startswith("/choose"):
            return Reply(await self._picked(conversation_id, text, in_form=False), None)
        decision, messages = await self._looked_up(conversation_id, text, in_form=False)
        if decision.outcome == "person":
            return await self._drafts.start(conversation_id, *messages)
        return Reply(messages, None)

    def is_beside_form(self, text: str, fields: Draft | None) -> bool:
        """Whether it is asked, and so not typed into a ticket form that has these fields."""
        if text.startswith("/choose"):
            return True
        is_asked_for = fields is not None and missing(fields) == "ticket_question"
        return text.rstrip().endswith("?") and not is_asked_for

    async def tickets_opened(self, conversation_id: str) -> int:
        return await self._drafts.opened(conversation_id)

    def asked_again(self, reply: Reply, fields: Draft) -> Reply:
        """The reply to what was asked beside Rasa's form, and the form's question once more."""
        return replace(reply, messages=[*reply.messages, *self._drafts.asked(fields)])

    async def go_on_for_rasa(
        self, conversation_id: str, text: str, fields: Draft | None, opened: int | None
    ) -> Reply:
        """For somebody in Rasa's form, with what it had collected: nothing is asked twice.

        `opened` tickets were there before the turn; None: the turn was begun before.
        """
        if opened is not None:
            told = await self._drafts.opened_since(conversation_id, opened)
            if told is not None:
                return told
        if fields is None:
            return await self._drafts.begin_again(conversation_id, text)
        return await self._go_on(conversation_id, text, fields)

    async def _go_on(self, conversation_id: str, text: str, draft: Draft) -> Reply:
        if text.startswith("/choose"):
            messages = await self._picked(conversation_id, text, in_form=True)
            return Reply([*messages, *self._drafts.asked(draft)], draft)
        reply = await self._drafts.reply(conversation_id, text, draft)
        if reply is not None:
            return reply
        _, messages = await self._looked_up(conversation_id, text, in_form=True)
        return Reply([*messages, *self._drafts.asked(draft)], draft)

    async def _looked_up(
        self, conversation_id: str, text: str, in_form: bool
    ) -> tuple[Decision, list[RasaMessage]]:
        before = await self._contexts.of(conversation_id)
        decision = await self._retriever.ask(text, before)
        return decision, self._outcome(decision, next_context(before, text, decision), in_form)

    async def _picked(self, conversation_id: str, payload: str, in_form: bool) -> list[RasaMessage]:
        entities = json.loads(payload.removeprefix("/choose"))
        year = entities.get("tax_year")
        decision = await self._retriever.pick(entities["entry_id"], int(year) if year else None)
        before = await self._contexts.of(conversation_id)
        return self._outcome(decision, picked_context(before, decision), in_form)

    def _outcome(
        self, decision: Decision, context: Context | None, in_form: bool
    ) -> list[RasaMessage]:
        silent = RasaMessage("", (), {}, None)
        first, *rest = [
            self._say(each.response, **each.values) if each.response else silent
            for each in sayings(decision, in_form)
        ]
        return [replace(first, custom=report(decision, context)), *rest]
