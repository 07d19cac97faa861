"""Tests of the servers for tests: what they keep, and whose each database is."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable

import asyncpg
import pytest
from redis import Redis

from server.settings import ROOT
from tests.services.databases import PostgresDatabases, redis_database
from tests.services.scratch import (
    POSTGRES_VARIABLE,
    REDIS_VARIABLE,
    ScratchPostgres,
    ScratchRedis,
)

pytestmark = pytest.mark.services


async def _rows(url: str, statement: str) -> list[tuple[object, ...]]:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return [tuple(row.values()) for row in await connection.fetch(statement)]
    finally:
        await connection.close()


def rows(url: str, statement: str) -> list[tuple[object, ...]]:
    return asyncio.run(_rows(url, statement))


@pytest.mark.parametrize("end", [ScratchPostgres.stop, ScratchPostgres.kill])
def test_postgres_keeps_what_was_committed(
    scratch_postgres: ScratchPostgres, end: Callable[[ScratchPostgres], None]
) -> None:
    rows(scratch_postgres.url, "CREATE TABLE kept (name text)")
    rows(scratch_postgres.url, "INSERT INTO kept VALUES ('this')")
    end(scratch_postgres)
    with pytest.raises(OSError, match="Connect call failed"):
        rows(scratch_postgres.url, "SELECT 1")
    scratch_postgres.start()
    assert rows(scratch_postgres.url, "SELECT name FROM kept") == [("this",)]


@pytest.mark.parametrize("end", [ScratchRedis.stop, ScratchRedis.kill])
def test_redis_keeps_what_it_was_told(
    scratch_redis: ScratchRedis, end: Callable[[ScratchRedis], None]
) -> None:
    with Redis.from_url(scratch_redis.url) as client:
        client.set("kept", "this")
        end(scratch_redis)
        scratch_redis.start()
        assert client.get("kept") == b"this"


def test_a_closed_server_leaves_nothing(scratch_redis: ScratchRedis) -> None:
    scratch_redis.close()
    assert not scratch_redis.folder.exists()


def test_each_database_is_its_own(postgres_databases: PostgresDatabases) -> None:
    first, second = postgres_databases.migrated(), postgres_databases.migrated()
    rows(first, "INSERT INTO switches VALUES ('people', 'A test', 'ana', now())")
    assert rows(first, "SELECT count(*) FROM switches") == [(1,)]
    assert rows(second, "SELECT count(*) FROM switches") == [(0,)]
    for url in (first, second):
        postgres_databases.drop(url)


def test_a_redis_database_is_one_s_own_and_left_empty(scratch_redis: ScratchRedis) -> None:
    with (
        redis_database(scratch_redis.url) as first,
        redis_database(scratch_redis.url) as second,
        Redis.from_url(first) as client,
        Redis.from_url(second) as other,
    ):
        client.set("name", "first")
        assert other.get("name") is None
    with Redis.from_url(first) as client:
        assert client.dbsize() == 0


@pytest.mark.usefixtures("scratch_postgres")  # skips where there is none to start
def test_a_command_finds_the_addresses_of_what_was_not_set() -> None:
    shown = f"import os; print(os.environ['{POSTGRES_VARIABLE}'], os.environ['{REDIS_VARIABLE}'])"
    ran = subprocess.run(
        (sys.executable, "-m", "tests.services.scratch", sys.executable, "-c", shown),
        cwd=ROOT,
        env={**os.environ, POSTGRES_VARIABLE: "", REDIS_VARIABLE: "redis://set"},
        capture_output=True,
        text=True,
        check=True,
    )
    postgres, redis = ran.stdout.split()
    assert postgres.startswith("postgresql+asyncpg://assistant@127.0.0.1:")
    assert redis == "redis://set"
