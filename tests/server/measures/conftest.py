"""Owns the fixtures of the measures' tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.database import Database
from tests.server.measures.history import a_database
from tests.server.running import Stage


@pytest.fixture
async def database(tmp_path: Path, stage: Stage) -> AsyncIterator[Database]:
    """With all tables, and nothing in them."""
    async with a_database(stage.new_database(tmp_path)) as opened:
        yield opened
