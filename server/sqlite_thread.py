"""Owns one connection to an SQLite file with the thread it is used in: a transaction at a time."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from sqlalchemy import Connection, Engine

Result = TypeVar("Result")


class SqliteThread:
    """A whole transaction is handed to the thread at once: handing over each statement, and each
    row, takes several times as long as they do.
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
