"""Owns the stage of these tests."""

import pytest

from tests.server.running import Stage


@pytest.fixture
def stage(sqlite_stage: Stage) -> Stage:
    """SQLite alone: what is let in and how Rasa is answered; the actions' own tests run on both."""
    return sqlite_stage
