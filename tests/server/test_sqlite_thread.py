"""Tests of transactions that are handed to the thread of an SQLite file."""

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Timer
from threading import enumerate as enumerate_threads
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, text

from server.database import Database
from server.sqlite_thread import SqliteThread

OPEN = sqlite3.connect


@pytest.fixture
def thread(tmp_path: Path) -> Iterator[SqliteThread]:
    engine = create_engine(f"sqlite:///{tmp_path / 'a.db'}", pool_size=1, max_overflow=0)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE counts (number INTEGER)"))
        connection.execute(text("INSERT INTO counts VALUES (0)"))
    thread = SqliteThread(engine)
    yield thread
    thread.close()


def count_up(connection: Connection) -> None:
    connection.execute(text("UPDATE counts SET number = number + 1"))


async def ask(database: Database) -> None:
    async with database.session() as session:
        await session.execute(text("SELECT 1"))


def counted(connection: Connection) -> int:
    return int(connection.scalar(text("SELECT number FROM counts")))


async def test_transactions_asked_for_at_once_follow_each_other(thread: SqliteThread) -> None:
    await asyncio.gather(*(thread.run(count_up) for _ in range(20)))
    assert await thread.run(counted) == 20


async def test_one_that_fails_leaves_nothing_and_holds_up_no_other(thread: SqliteThread) -> None:
    def fail(connection: Connection) -> None:
        count_up(connection)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await thread.run(fail)
    assert await thread.run(counted) == 0


async def test_a_closed_database_leaves_no_thread_of_a_task_that_was_cancelled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening, go_on = Event(), Event()

    def slow(*args: Any, **options: Any) -> Any:
        opening.set()
        go_on.wait()
        return OPEN(*args, **options)

    monkeypatch.setattr(sqlite3, "connect", slow)
    before = set(enumerate_threads())
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'a.db'}")
    asking = asyncio.create_task(ask(database))
    await asyncio.to_thread(opening.wait)
    asking.cancel()
    await asyncio.wait({asking})
    Timer(0.1, go_on.set).start()
    await database.close()
    assert [t.name for t in set(enumerate_threads()) - before if "asyncio" not in t.name] == []
