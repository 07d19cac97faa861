"""Owns what a conversation is about, as it is kept between turns."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from embeddings.follow_ups import Context
from server.conversations import statements
from server.database import Database


class ConversationContexts:
    """Read by turns with and without Rasa; the turn that changes it stores it at its end."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._in_turns: dict[str, Mapping[str, Any] | None] = {}

    @contextmanager
    def held(self, conversation_id: str, kept: Mapping[str, Any] | None) -> Iterator[None]:
        """While a turn lasts, the context it began with need not be read again on this server."""
        self._in_turns[conversation_id] = kept
        try:
            yield
        finally:
            self._in_turns.pop(conversation_id, None)

    async def of(self, conversation_id: str) -> Context | None:
        """None: nothing was asked yet, or there is no such conversation."""
        if conversation_id in self._in_turns:
            return _context(self._in_turns[conversation_id])
        its = {"conversation": conversation_id}
        return _context(await self._database.run(lambda c: c.scalar(statements.CONTEXT, its)))


def _context(kept: Mapping[str, Any] | None) -> Context | None:
    return None if kept is None else Context(kept["question"], kept["entry_id"], kept["tax_year"])
