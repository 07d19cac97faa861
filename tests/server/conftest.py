"""Owns the fixtures of the server's tests."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog
from alembic import command

from server.database import migration_config
from tests.factories import write_knowledge
from tests.server.running import Chat, Running, Stage, running
from tests.services.databases import PostgresDatabases


@pytest.fixture(autouse=True)
def own_logs() -> Iterator[None]:
    """A test that sets the logs up has them written where nothing can be once it has ended."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def sqlite_stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """For tests of files, and for many servers that each start from a copy."""
    folder = tmp_path_factory.mktemp("stage")
    empty = folder / "assistant.db"
    command.upgrade(migration_config(f"sqlite+aiosqlite:///{empty}"), "head")

    def copied(into: Path) -> str:
        return f"sqlite+aiosqlite:///{shutil.copy(empty, into / 'assistant.db')}"

    return Stage(write_knowledge(folder / "knowledge"), copied)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.services)])
def stage(request: pytest.FixtureRequest, sqlite_stage: Stage) -> Iterator[Stage]:
    """Every test that stands on it runs on both databases."""
    if request.param == "sqlite":
        yield sqlite_stage
        return
    databases: PostgresDatabases = request.getfixturevalue("postgres_databases")
    made: list[str] = []

    def new(_: Path) -> str:
        made.append(databases.migrated())
        return made[-1]

    yield Stage(sqlite_stage.knowledge, new)
    for url in made:
        databases.drop(url)


@pytest.fixture
async def server(tmp_path: Path, stage: Stage) -> AsyncIterator[Running]:
    """A server without limits."""
    async with running(tmp_path, stage) as started:
        yield started


@pytest.fixture
async def chat(server: Running) -> Chat:
    """A conversation just begun."""
    return await server.chat()
