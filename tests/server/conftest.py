"""Owns the fixtures of the server's tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic import command

from server.database import migration_config
from tests.factories import write_knowledge
from tests.server.running import Chat, Running, Stage, running


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    folder = tmp_path_factory.mktemp("stage")
    database = folder / "assistant.db"
    command.upgrade(migration_config(f"sqlite+aiosqlite:///{database}"), "head")
    return Stage(write_knowledge(folder / "knowledge"), database)


@pytest.fixture
async def server(tmp_path: Path, stage: Stage) -> AsyncIterator[Running]:
    """A server without limits."""
    async with running(tmp_path, stage) as started:
        yield started


@pytest.fixture
async def chat(server: Running) -> Chat:
    """A conversation just begun."""
    return await server.chat()
