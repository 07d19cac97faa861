"""Owns the stage of these tests."""

import pytest

from tests.server.running import Stage


@pytest.fixture
def stage(sqlite_stage: Stage) -> Stage:
    """SQLite alone: files, and calls whose own tests run on both."""
    return sqlite_stage
