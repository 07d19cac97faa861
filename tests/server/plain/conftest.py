"""Owns the stage of these tests."""

import pytest

from tests.server.running import Stage


@pytest.fixture
def stage(sqlite_stage: Stage) -> Stage:
    """SQLite alone: pages over services whose own tests run on both."""
    return sqlite_stage
