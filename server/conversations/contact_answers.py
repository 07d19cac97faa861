"""Owns what a ticket form is told of who its citizen is: kept from chat and Rasa."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from actions.ticket_fields import (
    STAND_IN,
    STAND_INS,
    UNREADABLE,
    InvalidField,
    clean_call_times,
    clean_contact,
    clean_name,
    stand_in,
)
from actions.ticket_form import interrupts
from server.conversations import repository
from server.database import Database
from server.dialogue.rasa_client import RasaUnavailable
from server.dialogue.standing import Standing
from server.dialogue.ticket_draft import STOP, missing

Understand = Callable[[str], Awaitable[tuple[str, float]]]
UrgentReply = Callable[[str], Awaitable[str | None]]
_CLEAN: Mapping[str, Callable[[str], str]] = {
    "ticket_name": clean_name,
    "ticket_contact": clean_contact,
    "ticket_call_between": clean_call_times,
}
# The fields of a preview, and of a ticket, by the form's.
FIELDS: Mapping[str, str] = {field.removeprefix("ticket_"): field for field in _CLEAN}


@dataclass(frozen=True)
class KeptAnswer:
    """`shown` stands in the chat for what was typed, `sent` is what the dialogue gets of it."""

    shown: str
    sent: str


def asked_for(standing: Row[Any]) -> str | None:
    """The contact field that is asked for now, if any. What is typed to a person is theirs."""
    if standing.owner_id is not None or standing.stop_due:
        return None
    form = Standing.of(standing.draft).form
    field = None if form is None else missing(form)
    return field if field in _CLEAN else None


class ContactAnswers:
    """Takes the answers to the contact fields of a running form out of what was typed.

    They are encrypted beside the conversation until the form ends, and then in the ticket alone.
    """

    def __init__(
        self, database: Database, understand: Understand, urgent_reply: UrgentReply
    ) -> None:
        self._database = database
        self._understand = understand
        self._urgent_reply = urgent_reply

    async def taken(self, conversation_id: str, field: str, text: str) -> KeptAnswer | None:
        """None: the text is no answer to the field."""
        if await self._is_else(field, text):
            return None
        try:
            value = _CLEAN[field](text)
        except InvalidField:
            return _answer(UNREADABLE)
        async with self._database.session() as session:
            conversation = await repository.require(session, conversation_id)
            conversation.contact = {**(conversation.contact or {}), field: value}
        return _answer(stand_in(field, value))

    async def of(self, conversation_id: str) -> dict[str, Any]:
        """What the form that is running was told, by its fields."""
        async with self._database.session() as session:
            conversation = await repository.get(session, conversation_id)
        return (conversation.contact if conversation else None) or {}

    async def _is_else(self, field: str, text: str) -> bool:
        if not text or STOP.search(text) or await self._urgent_reply(text) is not None:
            return True
        try:
            intent, confidence = await self._understand(text)
        except RasaUnavailable:
            return text.rstrip().endswith("?")
        return interrupts(field, text, intent, confidence)


def _answer(kept: str) -> KeptAnswer:
    return KeptAnswer(kept, STAND_IN + json.dumps({"kept": kept}))


def filled_in(message: dict[str, Any], contact: Mapping[str, Any]) -> dict[str, Any]:
    """A preview as its own citizen sees it, with what stand-ins stand for."""
    shown = dict(message)
    for name, field in FIELDS.items():
        kept = message.get(name)
        if field in contact and kept in STAND_INS[field]:
            shown[name] = contact[field]
            shown["text"] = shown["text"].replace(str(kept), str(contact[field]))
    return shown
