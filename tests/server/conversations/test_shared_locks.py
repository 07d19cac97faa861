"""Tests of locks that servers on one PostgreSQL share."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from server.conversations import shared_locks
from server.conversations.ordering import KeyedLocks
from server.conversations.shared_locks import SharedLocks, StillBusy, turn_locks
from server.database import Database, is_unavailable
from tests.services.scratch import ScratchPostgres


@asynccontextmanager
async def two_servers(url: str) -> AsyncIterator[tuple[SharedLocks, SharedLocks]]:
    locks = SharedLocks(url), SharedLocks(url)
    try:
        yield locks
    finally:
        for each in locks:
            await each.close()


async def connections_ended(url: str) -> None:
    """All that hold locks are cut off, as when their servers are killed."""
    database = Database(url)
    async with database.session() as session:
        holders = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
        ended = (await session.scalars(text(holders))).all()
    assert any(ended)
    await database.close()


def test_sqlite_has_one_server_alone() -> None:
    assert isinstance(turn_locks("sqlite+aiosqlite:///assistant.db"), KeyedLocks)


async def test_a_database_that_is_away_is_told_as_that() -> None:
    locks = SharedLocks("postgresql+asyncpg://nobody@127.0.0.1:9/none")
    with pytest.raises(OperationalError) as raised:
        async with locks.hold("a"):
            pass
    assert is_unavailable(raised.value)
    await locks.close()


@pytest.mark.services
async def test_of_all_servers_one_holds_a_key_at_a_time(postgres_url: str) -> None:
    entered: list[str] = []

    async def work(locks: SharedLocks, name: str) -> None:
        async with locks.hold("a"):
            entered.append(f"{name} in")
            await asyncio.sleep(0.002)
            entered.append(f"{name} out")

    async with two_servers(postgres_url) as servers:
        await asyncio.gather(*(work(servers[n % 2], str(n)) for n in range(20)))
    pairs = list(zip(entered[::2], entered[1::2], strict=True))
    assert len(pairs) == 20
    assert all(came.split()[0] == went.split()[0] for came, went in pairs)


@pytest.mark.services
async def test_another_key_does_not_wait(postgres_url: str) -> None:
    async with (
        two_servers(postgres_url) as (one, other),
        asyncio.timeout(10),
        one.hold("a"),
        other.hold("b"),
        one.hold("c"),
    ):
        passed = True
    assert passed


@pytest.mark.services
async def test_who_waits_too_long_is_told(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_locks, "LONGEST_WAIT_SECONDS", 0.2)
    async with two_servers(postgres_url) as (one, other), one.hold("a"):
        with pytest.raises(StillBusy):
            async with other.hold("a"):
                raise AssertionError("held twice")


@pytest.mark.services
async def test_a_failure_or_a_caller_that_leaves_lets_the_next_one_in(postgres_url: str) -> None:
    async with two_servers(postgres_url) as (one, other), asyncio.timeout(10):
        with pytest.raises(ZeroDivisionError):
            async with one.hold("a"):
                raise ZeroDivisionError
        async with other.hold("a"):
            waiting = asyncio.create_task(_hold(one, "a"))
            await asyncio.sleep(0.1)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
        async with one.hold("a"), other.hold("b"):
            pass


async def _hold(locks: SharedLocks, key: str) -> None:
    async with locks.hold(key):
        pass


@pytest.mark.services
async def test_the_locks_of_a_server_that_is_killed_are_free_at_once(postgres_url: str) -> None:
    async with two_servers(postgres_url) as (one, other), asyncio.timeout(10):
        async with one.hold("a"):
            await connections_ended(postgres_url)
            async with other.hold("a"):
                # A server that only lost its connection gets a new one, and no lock of another's.
                async with one.hold("b"):
                    pass
                assert other._connection is not None
        async with one.hold("a"):
            pass


@pytest.mark.services
async def test_after_postgresql_was_away_locks_are_taken_again(
    scratch_postgres: ScratchPostgres,
) -> None:
    async with two_servers(scratch_postgres.url) as (one, other):
        async with one.hold("a"):
            await asyncio.to_thread(scratch_postgres.kill)
        with pytest.raises(OperationalError, match="Connect call failed"):
            async with other.hold("a"):
                raise AssertionError("held without a database")
        await asyncio.to_thread(scratch_postgres.start)
        async with asyncio.timeout(10), one.hold("a"), other.hold("b"):
            pass
