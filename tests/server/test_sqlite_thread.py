"""Tests of transactions that are handed to the thread of an SQLite file."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text

from server.sqlite_thread import SqliteThread


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
