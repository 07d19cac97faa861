"""Tests of PostgreSQL stopped and killed under load: clear errors, recovery, nothing lost."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from tests.assistant.running import until
from tests.faults.conftest import Note
from tests.faults.load import Citizens
from tests.faults.serving import ServerProcess
from tests.services.scratch import ScratchPostgres

pytestmark = pytest.mark.services


def stored(url: str) -> list[tuple[str, int]]:
    """Each ticket's reference, and how many its conversation has."""

    async def read() -> list[tuple[str, int]]:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        try:
            query = "SELECT reference, count(*) OVER (PARTITION BY conversation_id) FROM tickets"
            return [(row[0], row[1]) for row in await connection.fetch(query)]
        finally:
            await connection.close()

    return asyncio.run(read())


@pytest.mark.parametrize("end", [ScratchPostgres.stop, ScratchPostgres.kill])
def test_postgres_goes_and_comes_back_under_load(
    scratch_postgres: ScratchPostgres,
    end: Callable[[ScratchPostgres], None],
    tmp_path: Path,
    note: Note,
) -> None:
    server = ServerProcess(tmp_path, database_url=scratch_postgres.url)
    server.start()
    try:
        with Citizens(server.url) as citizens:
            citizens.wait_for_more(3)
            end(scratch_postgres)
            citizens.wait_for_failures(20)
            assert server.http.get("/readyz").json()["checks"]["database"] == "down"
            scratch_postgres.start()
            citizens.wait_for_more(3)
        assert set(citizens.codes) <= {"200", "201", "503 database_unavailable"}, server.log()
        until(lambda: server.http.get("/readyz").json()["checks"]["database"] == "up", 10)
        assert server.starts == 1
    finally:
        server.close()
    kept = stored(scratch_postgres.url)
    assert set(citizens.references) <= {reference for reference, _ in kept}
    assert {count for _, count in kept} == {1}
    note(
        f"PostgreSQL, {end.__name__} and start under load",
        f"{citizens.failures} calls got 503, {len(citizens.references)} references seen, all kept",
    )
