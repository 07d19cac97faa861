"""Owns the stage of these tests."""

import pytest

from tests.server.running import Stage


@pytest.fixture
def stage(sqlite_stage: Stage) -> Stage:
    """SQLite alone: headers, limits and logs are made before and after any work on the database."""
    return sqlite_stage
