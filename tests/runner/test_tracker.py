"""Tests of Rasa's tracker as the runner reads and begins it, on both databases it may be in."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from server.addresses import driven_address, is_sqlite
from tests.runner.tracker import Tracker


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.services)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of a database with Rasa's table."""
    if request.param == "sqlite":
        found = f"sqlite:///{tmp_path / 'tracker.db'}"
    else:
        found = request.getfixturevalue("postgres_url")
    asyncio.run(_create(found))
    return found


async def _create(url: str) -> None:
    key = "INTEGER PRIMARY KEY" if is_sqlite(url) else "SERIAL PRIMARY KEY"
    columns = "sender_id TEXT, type_name TEXT, timestamp FLOAT, intent_name TEXT, action_name TEXT"
    engine = create_async_engine(driven_address(url))
    async with engine.begin() as connection:
        await connection.execute(text(f"CREATE TABLE events (id {key}, {columns}, data TEXT)"))
    await engine.dispose()


def test_events_are_read_once_in_their_order_and_of_one_conversation(url: str) -> None:
    tracker = Tracker(url)
    assert tracker.newer("c1", 0) == ([], 0)
    tracker.begin_with("c1", {"misses": 1})
    tracker.begin_with("c2", {"misses": 2})
    events, last = tracker.newer("c1", 0)
    assert [event["event"] for event in events] == ["action", "session_started", "slot", "action"]
    assert [event.get("name") for event in events] == [
        "action_session_start",
        None,
        "misses",
        "action_listen",
    ]
    assert events[2]["value"] == 1
    assert tracker.newer("c1", last) == ([], last)
