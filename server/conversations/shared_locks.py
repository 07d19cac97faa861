"""Owns locks that all servers on one PostgreSQL share: its advisory locks.

One connection of a server holds all of its locks, so no transaction and no connection waits for a
turn. A server that is killed loses the connection, and with it the locks, at once. A server that
loses only the connection goes on with its turn: of two that answer one message the database keeps
the first answer.
"""

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlalchemy import TextClause, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from server.addresses import is_sqlite
from server.conversations.ordering import KeyedLocks, TurnLocks
from server.database import raise_errors_of_ours
from server.errors import NotReady

# How often a lock that another server holds is asked for, and for how long: some two turns.
ASK_SECONDS = 0.05
LONGEST_WAIT_SECONDS = 30.0
# A server whose machine is gone, and says no goodbye, loses its locks after some 11 seconds.
KEEPALIVE = {
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
}
# What asking raises when the connection is lost.
_LOST = (DBAPIError, OSError, TimeoutError)
_TRY = text("SELECT pg_try_advisory_lock(:number)")
_RELEASE = text("SELECT pg_advisory_unlock(:number)")


class StillBusy(NotReady):
    code = "still_busy"
    detail = "Your message before this one is still being answered. Please try again soon."


class SharedLocks:
    """A lock for each key: in the order of arrival on one server, in any order between servers."""

    def __init__(self, url: str) -> None:
        self._here = KeyedLocks()
        # Apart from the pool: what is asked here must not wait for it.
        self._engine = create_async_engine(
            url,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args={"server_settings": KEEPALIVE, "timeout": 5, "command_timeout": 5},
        )
        raise_errors_of_ours(self._engine)
        self._connection: AsyncConnection | None = None
        self._one_at_a_time = asyncio.Lock()

    @asynccontextmanager
    async def hold(self, key: str) -> AsyncIterator[None]:
        """Raises StillBusy when another server does not give it up."""
        number = _number(key)
        async with self._here.hold(key):
            holding = await self._acquired(number)
            try:
                yield
            finally:
                # One that was lost meanwhile is not ours to give up: another may hold it.
                if holding is self._connection:
                    with suppress(*_LOST):
                        await self._ask(_RELEASE, number)

    async def _acquired(self, number: int) -> AsyncConnection:
        """The connection that holds the lock from now on."""
        deadline = time.monotonic() + LONGEST_WAIT_SECONDS
        while True:
            connection, is_ours = await self._ask(_TRY, number)
            if is_ours:
                return connection
            if time.monotonic() >= deadline:
                raise StillBusy
            await asyncio.sleep(ASK_SECONDS)

    async def _ask(self, statement: TextClause, number: int) -> tuple[AsyncConnection, bool]:
        # A caller that is cancelled must not end the connection that holds the others' locks.
        return await asyncio.shield(self._answer(statement, number))

    async def _answer(self, statement: TextClause, number: int) -> tuple[AsyncConnection, bool]:
        async with self._one_at_a_time:
            try:
                return await self._asked(statement, number)
            except _LOST:
                await self._drop()
                return await self._asked(statement, number)

    async def _asked(self, statement: TextClause, number: int) -> tuple[AsyncConnection, bool]:
        if self._connection is None:
            self._connection = await self._engine.connect()
        return self._connection, bool(await self._connection.scalar(statement, {"number": number}))

    async def _drop(self) -> None:
        dropped, self._connection = self._connection, None
        if dropped is not None:
            with suppress(*_LOST):
                await dropped.close()

    async def close(self) -> None:
        await self._drop()
        await self._engine.dispose()


def turn_locks(database_url: str) -> TurnLocks:
    """SQLite has one server alone."""
    if is_sqlite(database_url):
        return KeyedLocks()
    return SharedLocks(database_url)


def _number(key: str) -> int:
    """PostgreSQL's locks are numbers of 64 bits."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), signed=True)
