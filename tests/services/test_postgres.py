"""Tests of PostgreSQL itself: servers that start at once, none to be had, TLS asked for."""

import asyncio
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from sqlalchemy.exc import OperationalError

from server.addresses import driven_address
from server.database import Database, is_unavailable
from server.settings import ROOT
from tests.server.running import Running, Stage, member, running
from tests.services.databases import PostgresDatabases
from tests.services.scratch import ScratchPostgres

pytestmark = pytest.mark.services
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
# The lock that server/migrations/env.py takes.
MIGRATING = 7012026112300
MIGRATE = """
import asyncio, sys
from server.database import Database
asyncio.run(Database(sys.argv[1]).migrate())
"""


async def until_waiting(connection: Any, servers: int) -> None:
    query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    async with asyncio.timeout(120):
        while await connection.fetchval(query) < servers:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def test_of_three_servers_that_migrate_at_once_one_does(
    postgres_databases: PostgresDatabases,
) -> None:
    """All three are let go at the same moment, on a database without tables."""
    url = postgres_databases.empty()
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    await connection.execute(f"SELECT pg_advisory_lock({MIGRATING})")
    command = (sys.executable, "-c", MIGRATE, url)
    started = [await asyncio.create_subprocess_exec(*command, cwd=ROOT) for _ in range(3)]
    try:
        await until_waiting(connection, 3)
        await connection.execute(f"SELECT pg_advisory_unlock({MIGRATING})")
        async with asyncio.timeout(120):
            assert [await each.wait() for each in started] == [0, 0, 0]
        assert len(await connection.fetch("SELECT version_num FROM alembic_version")) == 1
        assert await connection.fetchval("SELECT count(*) FROM conversations") == 0
    finally:
        for each in started:
            if each.returncode is None:
                each.kill()
                await each.wait()
        await connection.close()
        postgres_databases.drop(url)


async def assert_unavailable(server: Running, staff: httpx.AsyncClient) -> None:
    """A program is told by a code, staff by a page."""
    reply = await server.http.post("/api/conversations", json={})
    assert (reply.status_code, reply.json()["code"]) == (503, "database_unavailable")
    assert int(reply.headers["retry-after"]) > 0
    page = await staff.get("/desk", headers=BROWSER)
    assert page.status_code == 503
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "cannot reach its records" in page.text
    assert "Traceback" not in page.text


async def test_without_a_free_connection_callers_are_told_and_a_free_one_serves_again(
    tmp_path: Path, sqlite_stage: Stage, postgres_url: str
) -> None:
    few: dict[str, Any] = {"database_pool_size": 2, "database_pool_timeout_seconds": 0.5}
    async with running(tmp_path, sqlite_stage, database_url=postgres_url, **few) as server:
        ana = await member(server)
        async with AsyncExitStack() as held:
            for _ in range(2):
                session = await held.enter_async_context(server.parts.database.session())
                await session.connection()
            await assert_unavailable(server, ana.http)
        assert (await server.http.post("/api/conversations", json={})).status_code == 201
        assert (await ana.http.get("/desk", headers=BROWSER)).status_code == 200


async def test_while_postgres_is_down_callers_are_told_and_no_restart_is_needed(
    tmp_path: Path, sqlite_stage: Stage, scratch_postgres: ScratchPostgres
) -> None:
    async with running(tmp_path, sqlite_stage, database_url=scratch_postgres.url) as server:
        ana = await member(server)
        scratch_postgres.stop()
        await assert_unavailable(server, ana.http)
        scratch_postgres.start()
        assert (await server.http.post("/api/conversations", json={})).status_code == 201
        assert (await ana.http.get("/desk", headers=BROWSER)).status_code == 200


async def is_encrypted(url: str, mode: str) -> bool:
    plain = url.replace("+asyncpg", "")
    database = Database(driven_address(f"{plain}?sslmode={mode}"))
    try:
        async with database.session() as session:
            connection = await session.connection()
            query = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
            return bool((await connection.exec_driver_sql(query)).scalar_one())
    finally:
        await database.close()


async def test_what_must_be_encrypted_is_not_sent_in_the_open(postgres_url: str) -> None:
    """The server for tests has no certificate."""
    assert not await is_encrypted(postgres_url, "disable")
    with pytest.raises(OperationalError) as refused:
        await is_encrypted(postgres_url, "require")
    assert is_unavailable(refused.value)
