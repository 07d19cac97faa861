"""Owns the threads in which connections to an SQLite file are used."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Thread
from typing import Any, TypeVar
from weakref import WeakSet

import aiosqlite
from sqlalchemy import Connection, Engine

Result = TypeVar("Result")
_END_SECONDS = 5.0


class ConnectionThreads:
    """Opens connections for SQLAlchemy. Each has a thread, which `ended` waits for.

    aiosqlite does not wait for that of a connection whose opening is cancelled: it would answer
    to an event loop that is closed by then.
    """

    def __init__(self) -> None:
        self._threads: WeakSet[Thread] = WeakSet()

    async def open(self, *args: Any, **options: Any) -> aiosqlite.Connection:
        """Options of sqlite3.connect."""
        connection = aiosqlite.connect(*args, **options)
        connection._thread.daemon = True  # as SQLAlchemy has it: it keeps no process from ending
        self._threads.add(connection._thread)
        return await connection

    async def ended(self) -> None:
        """To be called when all connections are closed: what is still in use is given up."""
        for thread in [each for each in self._threads if each.is_alive()]:
            await asyncio.to_thread(thread.join, _END_SECONDS)


class SqliteThread:
    """One connection with its thread, which is handed a whole transaction at once: handing over
    each statement, and each row, takes several times as long as they do.
    """

    def __init__(self, engine: Engine) -> None:
        """The engine is to have one connection."""
        self.engine = engine
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="chats")

    async def run(self, work: Callable[[Connection], Result]) -> Result:
        within = copy_context()  # as asyncio.to_thread has it
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, within.run, self._run, work)

    def _run(self, work: Callable[[Connection], Result]) -> Result:
        with self.engine.begin() as connection:
            return work(connection)

    def close(self) -> None:
        """When what it was given to do is done."""
        self._thread.shutdown()
        self.engine.dispose()
