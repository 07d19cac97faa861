"""Owns turns without Rasa: answers from the retriever, tickets by a plain list of questions."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from actions.ports import TicketRequest, Tickets, TicketsUnavailable
from actions.question_outcome import OFFER, report, response_for
from actions.ticket_fields import InvalidField, clean_contact, clean_name, clean_question
from embeddings.decision import Decision
from server.content.live_retriever import LiveRetriever
from server.dialogue.rasa_client import RasaMessage
from server.dialogue.responses import Responses

Draft = dict[str, Any]
_STOP = re.compile(r"^\W*(?:/?stop|cancel|quit|never ?mind|forget it)\b", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:person|human|agent|representative|operator|staff)\b", re.IGNORECASE)
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

    def __init__(self, retriever: LiveRetriever, tickets: Tickets, responses: Responses) -> None:
        self._retriever = retriever
        self._tickets = tickets
        self._say = responses.message

    async def reply(self, conversation_id: str, text: str, draft: Draft | None) -> Reply:
        if draft is not None:
            return await self._go_on(conversation_id, text, draft)
        if text.startswith("/choose"):
            return Reply(self._with_offer(self._picked(text)), None)
        if text.startswith(("/talk_to_human", "/none_of_these")):
            return self._start()
        decision = await self._retriever.ask(text)
        if decision.outcome != "answered" and _PERSON.search(text):
            return self._start()
        return Reply(self._with_offer(decision), None)

    def _with_offer(self, decision: Decision) -> list[RasaMessage]:
        offer = [self._say(OFFER)] if decision.offer_person else []
        return [self._outcome(decision), *offer]

    def _picked(self, payload: str) -> Decision:
        entities = json.loads(payload.removeprefix("/choose"))
        year = entities.get("tax_year")
        return self._retriever.pick(entities["entry_id"], int(year) if year else None)

    def _outcome(self, decision: Decision) -> RasaMessage:
        name, values = response_for(decision)
        if name is None:
            return RasaMessage("", (), report(decision), None)
        said = self._say(name, **values)
        return RasaMessage(said.text, said.buttons, report(decision), said.status)

    def _start(self) -> Reply:
        draft: Draft = {}
        return Reply([self._say("utter_ticket_start"), self._ask(draft)], draft)

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
            return Reply([self._outcome(self._picked(text)), self._ask(draft)], draft)
        missing = next((field for field in _FIELDS if field not in draft), None)
        is_decision = missing is None and (_YES.search(text) or _NO.search(text))
        if text.startswith("/") and not is_decision:
            return Reply([self._ask(draft)], draft)
        if missing is not None:
            return await self._fill(missing, text, draft)
        if not is_decision:
            return Reply([self._say("utter_invalid_yes_no"), self._ask(draft)], draft)
        return await self._decide(conversation_id, _YES.search(text) is not None, draft)

    async def _fill(self, field: str, text: str, draft: Draft) -> Reply:
        if field != "ticket_question" and text.rstrip().endswith("?"):
            decision = await self._retriever.ask(text)
            return Reply([self._outcome(decision), self._ask(draft)], draft)
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
