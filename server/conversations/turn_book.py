"""Owns how turns are stored: opened with the citizen's message, settled once, by one side."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from server.conversations import repository, statements
from server.conversations.schemas import HANDED_OFF
from server.conversations.transcript import body_of
from server.database import Database, utc_now
from server.dialogue.composition import ComposedTurn
from server.dialogue.standing import Standing
from server.errors import Conflict, NotFound

# Messages before the new one. A number is rarely cut into more parts: 3, 2 and 4 digits.
_BEFORE = 3
_ANY_TURN = 2**31 - 1


@dataclass(frozen=True)
class KnownTurn:
    """One that is stored. `status` None: its reply is not."""

    number: int
    status: str | None
    notices: list[str]


@dataclass(frozen=True)
class OpenTurn:
    """`draft` and `context` are the conversation's. `is_handed_off`: a person owns it, so the
    assistant is not to be asked. `is_again`: a server that ended may have had the turn answered, or
    the one before it, and that answer was never stored.
    """

    number: int
    draft: dict[str, Any] | None
    context: dict[str, Any] | None
    is_handed_off: bool
    stop_due: bool
    is_again: bool = False


class TurnBook:
    """Asks the database whose each message is, when it comes and again when it is answered."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def by_key(
        self, connection: Connection, conversation_id: str, key: str | None
    ) -> KnownTurn | None:
        """The turn an earlier call with the same key opened."""
        if key is None:
            return None
        by_key = {"conversation": conversation_id, "key": _stored(key)}
        row = connection.execute(statements.TURN_BY_KEY, by_key).one_or_none()
        return None if row is None else KnownTurn(row.number, row.status, row.notices)

    def before(
        self, connection: Connection, conversation_id: str, known: KnownTurn | None
    ) -> Sequence[Row[Any]]:
        """Where the conversation stands, which is in each row, and what its citizen said last
        before the turn, newest first. Raises NotFound.
        """
        turn = _ANY_TURN if known is None else known.number
        its = {"conversation": conversation_id, "turn": turn, "count": _BEFORE}
        rows = connection.execute(statements.BEFORE, its).all()
        if not rows:
            raise NotFound
        return rows

    def open(
        self,
        connection: Connection,
        conversation_id: str,
        shown: str,
        notices: list[str],
        key: str | None,
        is_again: bool = False,
    ) -> OpenTurn:
        """Stores the citizen's message before anything else can fail. Raises NotFound.

        What another server stored with the same key at the same moment is not stored again.
        """
        its = {"conversation": conversation_id}
        row = connection.execute(statements.NEXT_TURN, its).one_or_none()
        if row is None:
            raise NotFound
        number, is_owned = row.last_turn, row.owner_id is not None
        known = self.by_key(connection, conversation_id, key)
        if known is not None:
            connection.execute(statements.NO_TURN, its)
            return self.reopen(known, row)
        turn = {
            "conversation_id": conversation_id,
            "number": number,
            "idempotency_key": None if key is None else _stored(key),
            "created_at": utc_now(),
            "status": HANDED_OFF if is_owned else None,
            "notices": notices,
        }
        connection.execute(statements.ADD_TURN, turn)
        said = _row(conversation_id, number, "citizen", {"type": "text", "text": shown})
        connection.execute(statements.ADD_MESSAGES, said)
        return OpenTurn(number, row.draft, row.context, is_owned, row.stop_due, is_again)

    def reopen(self, turn: KnownTurn, standing: Row[Any]) -> OpenTurn:
        """A turn whose reply was never stored: the message is there already."""
        its = standing.draft, standing.context
        return OpenTurn(turn.number, *its, False, standing.stop_due, is_again=True)

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
        its = {"conversation": conversation_id}
        of_turn = {**its, "turn": number}
        settle = statements.SETTLE_TURN.values(
            status=composed.status,
            degraded=composed.degraded,
            confidence=composed.confidence,
            entry_id=composed.entry_id,
            candidates=composed.candidates,
        )
        goes_on = statements.CONVERSATION.values(_after(composed, draft))

        def settled(connection: Connection) -> None:
            connection.execute(goes_on, its)  # first, so that the row is held
            if connection.execute(settle, of_turn).rowcount != 1:
                raise _Settled
            _say(connection, conversation_id, number, composed.messages)

        try:
            await self._database.run(settled)
        except _Settled:
            await self._tell_tickets(conversation_id, number, composed)
            return False
        return True

    async def _tell_tickets(
        self, conversation_id: str, number: int, composed: ComposedTurn
    ) -> None:
        """A person got the turn: what was opened in it meanwhile is told all the same."""
        of_turn = {"conversation": conversation_id, "turn": number}

        def told(connection: Connection) -> None:
            if connection.scalar(statements.STATUS, of_turn) == HANDED_OFF:
                _say(connection, conversation_id, number, _tickets(composed.messages))

        await self._database.run(told)

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


def _say(
    connection: Connection, conversation_id: str, number: int, messages: list[dict[str, Any]]
) -> None:
    if messages:
        said = [_row(conversation_id, number, "assistant", body) for body in messages]
        connection.execute(statements.ADD_MESSAGES, said)


class _Settled(Exception):
    """The turn is somebody's already: what was written with it is undone."""


def _after(composed: ComposedTurn, draft: dict[str, Any] | None) -> dict[str, Any]:
    """What becomes of the conversation."""
    values: dict[str, Any] = {"draft": draft}
    if Standing.of(draft).form is None:
        values["contact"] = None
    if composed.context:
        values["context"] = composed.context
    if composed.through_rasa:
        values["stop_due"] = False
    return values


def _row(conversation_id: str, number: int, author: str, body: dict[str, Any]) -> dict[str, Any]:
    rest = {key: value for key, value in body.items() if key != "type"}
    return {
        "conversation_id": conversation_id,
        "turn": number,
        "author": author,
        "type": body["type"],
        "body": rest,
        "created_at": utc_now(),
    }


def _stored(key: str) -> str:
    """A key is whatever a client sends: what it says is not kept."""
    return hashlib.sha256(key.encode()).hexdigest()


def _tickets(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [message for message in messages if message["type"] == "ticket"]
