"""Owns Rasa's record of conversations, which Rasa itself never deletes: its table `events`."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

_EVENTS = sa.table("events", sa.column("id"), sa.column("sender_id"), sa.column("data"))
Statement = sa.Select[Any] | sa.Delete


class Trackers:
    """By conversation. Rasa reads what is stored at every message, so rows may go beside it."""

    def __init__(self, url: str) -> None:
        self._url = sa.make_url(url)
        # One connection at a time, seldom: nothing is held open.
        self._engine = create_async_engine(self._url, poolclass=NullPool)

    async def delete(self, conversation_ids: Sequence[str]) -> int:
        """How many events that were."""
        statement = sa.delete(_EVENTS).where(_EVENTS.c.sender_id.in_(conversation_ids))
        if not await self._is_there():
            return 0
        async with self._engine.begin() as connection:
            return (await connection.execute(statement)).rowcount

    async def events(self, conversation_id: str) -> list[Any]:
        """Oldest first."""
        if not await self._is_there():
            return []
        query = sa.select(_EVENTS.c.data).where(_EVENTS.c.sender_id == conversation_id)
        async with self._engine.connect() as connection:
            found = (await connection.scalars(query.order_by(_EVENTS.c.id))).all()
        return [json.loads(data) for data in found]

    async def _is_there(self) -> bool:
        """Rasa makes its table when it first starts."""
        if self._url.get_backend_name() == "sqlite":
            file = self._url.database
            if file and not Path(file).exists():  # noqa: ASYNC240 - a look at one name
                return False
        async with self._engine.connect() as connection:
            return await connection.run_sync(lambda sync: sa.inspect(sync).has_table("events"))
