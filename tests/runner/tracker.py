"""Owns Rasa's tracker as the runner reads it, and the slots a case writes into it beforehand."""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from server.addresses import driven_address

_NEWER = text("SELECT id, data FROM events WHERE sender_id = :sender AND id > :after ORDER BY id")
_ADD = text(
    "INSERT INTO events (sender_id, type_name, timestamp, action_name, data)"
    " VALUES (:sender, :type, :at, :action, :data)"
)


class Tracker:
    """The table `events` of Rasa's tracker store, at the address of its database."""

    def __init__(self, url: str) -> None:
        self._url = driven_address(url)

    def newer(self, conversation_id: str, after: int) -> tuple[list[dict[str, Any]], int]:
        """The events with a higher id, oldest first, and the id of the last one."""
        values = {"sender": conversation_id, "after": after}
        rows = asyncio.run(self._read(values))
        return [json.loads(data) for _, data in rows], rows[-1][0] if rows else after

    def begin_with(self, conversation_id: str, slots: Mapping[str, Any]) -> None:
        """Starts a conversation that Rasa has not met yet, as it would, with these slots set."""
        begun = [
            {"event": "action", "name": "action_session_start"},
            {"event": "session_started"},
            *({"event": "slot", "name": name, "value": value} for name, value in slots.items()),
            {"event": "action", "name": "action_listen"},
        ]
        asyncio.run(self._add([_row(conversation_id, event) for event in begun]))

    async def _read(self, values: Mapping[str, Any]) -> list[tuple[int, str]]:
        engine = create_async_engine(self._url, poolclass=NullPool)
        async with engine.connect() as connection:
            found = await connection.execute(_NEWER, values)
            return [(int(row[0]), str(row[1])) for row in found]

    async def _add(self, rows: Sequence[dict[str, Any]]) -> None:
        engine = create_async_engine(self._url, poolclass=NullPool)
        async with engine.begin() as connection:
            for row in rows:  # one by one: their ids keep their order
                await connection.execute(_ADD, row)


def _row(conversation_id: str, event: Mapping[str, Any]) -> dict[str, Any]:
    at = time.time()
    return {
        "sender": conversation_id,
        "type": event["event"],
        "at": at,
        # As Rasa fills it: of slots, too.
        "action": event.get("name"),
        "data": json.dumps({**event, "timestamp": at}),
    }
