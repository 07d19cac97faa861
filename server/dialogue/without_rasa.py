"""Owns turns without Rasa: answers from the retriever, tickets by a plain list of questions."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from actions.picked_context import picked_context
from actions.ports import Contexts, TicketRequest, Tickets, TicketsUnavailable
from actions.question_outcome import report, sayings
from actions.ticket_fields import InvalidField, clean_contact, clean_name, clean_question
from embeddings.decision import Decision
from embeddings.follow_ups import Context, next_context
from server.content.live_retriever import LiveRetriever
from server.dialogue.rasa_client import RasaMessage
from server.dialogue.responses import Responses

Draft = dict[str, Any]
_STOP = re.compile(r"^\W*(?:/?stop|cancel|quit|never ?mind|forget it)\b", re.IGNORECASE)
_YES = re.compile(r"^\W*(?:/affirm|y|yes|yeah|yep|sure|ok|okay|send it)\b", re.IGNORECASE)
_NO = re.compile(r"^\W*(?:/deny|n|no|nope)\b", re.IGNORECASE)
_FIELDS: dict[str, Callable[[str], str]] = {
    "ticket_question": clean_question,
    "ticket_name": clean_name,
    "ticket_contact": clean_contact,
}
_CONSENT = "ticket_consent"


@dataclass(frozen=True)
class Reply:
    """What is said, and the ticket draft from now on (None: there is none)."""

    messages: list[RasaMessage]
    draft: Draft | None


class WithoutRasa:
    """Takes a turn while Rasa is away. `text` may be a payload such as /talk_to_human."""

    def __init__(
        self,
        retriever: LiveRetriever,
        contexts: Contexts,
        tickets: Tickets,
        responses: Responses,
    ) -> None:
        self._retriever = retriever
        self._contexts = contexts
        self._tickets = tickets
        self._say = responses.message

    async def reply(self, conversation_id: str, text: str, draft: Draft | None) -> Reply:
        if draft is not None:
            return await self._go_on(conversation_id, text, draft)
        if text.startswith(("/talk_to_human", "/none_of_these")):
            return self._start()
        if text.startswith("/choose"):
            return Reply(await self._picked(conversation_id, text, in_form=False), None)
        decision, messages = await self._looked_up(conversation_id, text, in_form=False)
        return self._start(*messages) if decision.outcome == "person" else Reply(messages, None)

    async def _looked_up(
        self, conversation_id: str, text: str, in_form: bool
    ) -> tuple[Decision, list[RasaMessage]]:
        before = await self._contexts.of(conversation_id)
        decision = await self._retriever.ask(text, before)
        return decision, self._outcome(decision, next_context(before, text, decision), in_form)

    async def _picked(self, conversation_id: str, payload: str, in_form: bool) -> list[RasaMessage]:
        entities = json.loads(payload.removeprefix("/choose"))
        year = entities.get("tax_year")
        decision = self._retriever.pick(entities["entry_id"], int(year) if year else None)
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

    def _start(self, *before: RasaMessage) -> Reply:
        draft: Draft = {}
        return Reply([*before, self._say("utter_ticket_start"), self._ask(draft)], draft)

    def _ask(self, draft: Draft) -> RasaMessage:
        missing = next((field for field in (*_FIELDS, _CONSENT) if field not in draft), None)
        if missing is not None:
            return self._say(f"utter_ask_ticket_form_{missing}")
        return self._say(
            "utter_ticket_summary",
            question=draft["ticket_question"],
            name=draft["ticket_name"],
            contact=draft["ticket_contact"],
        )

    async def _go_on(self, conversation_id: str, text: str, draft: Draft) -> Reply:
        if _STOP.search(text):
            return Reply([self._say("utter_ticket_cancelled")], None)
        if text.startswith("/choose"):
            messages = await self._picked(conversation_id, text, in_form=True)
            return Reply([*messages, self._ask(draft)], draft)
        missing = next((field for field in _FIELDS if field not in draft), None)
        is_decision = missing is None and (_YES.search(text) or _NO.search(text))
        if text.startswith("/") and not is_decision:
            return Reply([self._ask(draft)], draft)
        if missing is not None:
            return await self._fill(conversation_id, missing, text, draft)
        if not is_decision:
            return Reply([self._say("utter_invalid_yes_no"), self._ask(draft)], draft)
        return await self._decide(conversation_id, _YES.search(text) is not None, draft)

    async def _fill(self, conversation_id: str, field: str, text: str, draft: Draft) -> Reply:
        if field != "ticket_question" and text.rstrip().endswith("?"):
            _, messages = await self._looked_up(conversation_id, text, in_form=True)
            return Reply([*messages, self._ask(draft)], draft)
        try:
            filled = {**draft, field: _FIELDS[field](text)}
        except InvalidField:
            return Reply([self._say(f"utter_invalid_{field}"), self._ask(draft)], draft)
        return Reply([self._ask(filled)], filled)

    async def _decide(self, conversation_id: str, said_yes: bool, draft: Draft) -> Reply:
        if _CONSENT not in draft:
            if not said_yes:
                return Reply([self._say("utter_ticket_no_consent")], None)
            agreed = {**draft, _CONSENT: True}
            return Reply([self._ask(agreed)], agreed)
        if not said_yes:
            kept = {_CONSENT: True}
            return Reply([self._say("utter_ticket_change"), self._ask(kept)], kept)
        return await self._open(conversation_id, draft)

    async def _open(self, conversation_id: str, draft: Draft) -> Reply:
        content = json.dumps(draft, sort_keys=True)
        request = TicketRequest(
            conversation_id=conversation_id,
            idempotency_key=hashlib.sha256(f"{conversation_id} {content}".encode()).hexdigest(),
            question=draft["ticket_question"],
            name=draft["ticket_name"],
            contact=draft["ticket_contact"],
        )
        try:
            ticket = await self._tickets.open(request)
        except TicketsUnavailable:
            return Reply([self._say("utter_ticket_failed")], draft)
        said = self._say("utter_ticket_opened", reference=ticket.reference)
        custom = {"type": "ticket", "reference": ticket.reference}
        return Reply([RasaMessage(said.text, (), custom, said.status)], None)
