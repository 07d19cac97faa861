"""Owns how turns are stored: opened with the citizen's message, settled once, by one side."""

import hashlib
from dataclasses import dataclass
from typing import Any

from server.conversations import ownership, repository
from server.conversations.models import Turn
from server.conversations.schemas import HANDED_OFF
from server.conversations.transcript import body_of
from server.database import Database, utc_now
from server.dialogue.composition import ComposedTurn
from server.dialogue.standing import Standing
from server.errors import Conflict, NotFound


@dataclass(frozen=True)
class OpenTurn:
    """`is_handed_off`: a person owns the conversation, so the assistant is not to be asked.
    `is_again`: a server that ended may have had it answered, or the one before it, and that answer
    was never stored.
    """

    number: int
    draft: dict[str, Any] | None
    is_handed_off: bool
    stop_due: bool
    is_again: bool = False


class TurnBook:
    """Asks the database whose each message is, when it comes and again when it is answered."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def by_key(self, conversation_id: str, key: str | None) -> Turn | None:
        """The turn an earlier call with the same key opened."""
        if key is None:
            return None
        async with self._database.session() as session:
            return await repository.turn_by_key(session, conversation_id, _stored(key))

    async def open(
        self, conversation_id: str, shown: str, notices: list[str], key: str | None
    ) -> OpenTurn:
        """Stores the citizen's message before anything else can fail. Raises NotFound.

        What another server stored with the same key at the same moment is not stored again.
        """
        async with self._database.session() as session:
            if not await ownership.lock(session, conversation_id):
                raise NotFound
            conversation = await repository.require(session, conversation_id)
            draft, stop_due = conversation.draft, conversation.stop_due
            stored_key = None if key is None else _stored(key)
            stored = await repository.turn_by_key(session, conversation_id, stored_key)
            if stored is not None:
                return OpenTurn(stored.number, draft, False, stop_due, is_again=True)
            before = await repository.turn(session, conversation_id, conversation.last_turn)
            conversation.last_turn += 1
            number, is_owned = conversation.last_turn, conversation.owner_id is not None
            session.add(
                Turn(
                    conversation_id=conversation_id,
                    number=number,
                    idempotency_key=stored_key,
                    created_at=utc_now(),
                    status=HANDED_OFF if is_owned else None,
                    notices=notices,
                )
            )
            await session.flush()
            body = {"type": "text", "text": shown}
            repository.add_message(session, conversation_id, number, "citizen", body)
            is_again = before is not None and before.status is None
            return OpenTurn(number, draft, is_owned, stop_due, is_again)

    async def reopen(self, turn: Turn) -> OpenTurn:
        """A turn whose reply was never stored: the message is there already."""
        async with self._database.session() as session:
            conversation = await repository.require(session, turn.conversation_id)
        return OpenTurn(
            turn.number, conversation.draft, False, conversation.stop_due, is_again=True
        )

    async def close(
        self,
        conversation_id: str,
        number: int,
        composed: ComposedTurn,
        draft: dict[str, Any] | None,
    ) -> bool:
        """Stores the reply; False, and it is dropped, when a person got the turn meanwhile.

        A ticket that was opened is told in any case.
        """
        values = {
            "status": composed.status,
            "degraded": composed.degraded,
            "confidence": composed.confidence,
            "entry_id": composed.entry_id,
            "candidates": composed.candidates,
        }
        async with self._database.session() as session:
            is_ours = await ownership.close_turn(session, conversation_id, number, values)
            found = await repository.turn(session, conversation_id, number)
            is_lost = found is not None and found.status == HANDED_OFF
            tickets = _tickets(composed.messages) if is_lost else []
            kept = composed.messages if is_ours else tickets
            for body in kept:
                repository.add_message(session, conversation_id, number, "assistant", body)
            if is_ours:
                conversation = await repository.require(session, conversation_id)
                conversation.draft = draft
                if Standing.of(draft).form is None:
                    conversation.contact = None
                conversation.context = composed.context or conversation.context
                conversation.stop_due = conversation.stop_due and not composed.through_rasa
        return is_ours

    async def stored(self, conversation_id: str, number: int) -> ComposedTurn:
        """What is kept of the assistant's part of a turn that is settled."""
        async with self._database.session() as session:
            found = await repository.turn(session, conversation_id, number)
            rows = await repository.messages(session, conversation_id, number - 1)
        if found is None:
            raise Conflict
        bodies = [body_of(row) for row in rows if row.turn == number and row.author == "assistant"]
        return ComposedTurn(
            status=found.status or "error",
            # What stands in a person's turn besides was said when they left.
            messages=_tickets(bodies) if found.status == HANDED_OFF else bodies,
            confidence=found.confidence,
            entry_id=found.entry_id,
            degraded=found.degraded,
        )


def _stored(key: str) -> str:
    """A key is whatever a client sends: what it says is not kept."""
    return hashlib.sha256(key.encode()).hexdigest()


def _tickets(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [message for message in messages if message["type"] == "ticket"]
