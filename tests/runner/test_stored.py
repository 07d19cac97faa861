"""Tests of what is kept of a conversation: rows, logs and files, and of no other."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.runner.stored import Kept


def execute(path: Path, statement: str, *values: str) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute(statement, values)
        database.commit()


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """With a conversation that went before."""
    for folder in ("logs", "knowledge"):
        (tmp_path / folder).mkdir()
    (tmp_path / "logs" / "server.log").write_text("before\n", encoding="utf-8")
    execute(tmp_path / "tracker.db", "CREATE TABLE events (sender_id TEXT, data BLOB)")
    execute(tmp_path / "tracker.db", "INSERT INTO events VALUES ('c1', 'before')")
    return tmp_path


def test_what_came_since_is_kept_and_what_was_before_is_not(var: Path) -> None:
    kept = Kept(var)
    execute(var / "tracker.db", "INSERT INTO events VALUES ('nobody', x'6e6577')")
    with (var / "logs" / "server.log").open("a", encoding="utf-8") as log:
        log.write("after\n")
    (var / "export.csv").write_text("written", encoding="utf-8")
    (var / "knowledge" / "entry.md").write_text("content", encoding="utf-8")
    assert kept.of("c2") == {
        "tracker.db, events, row 2": "nobody\nnew",
        "logs/server.log": "after\n",
        "export.csv": "written",
    }


def test_a_row_of_the_conversation_is_kept_however_old(var: Path) -> None:
    assert Kept(var).of("c1") == {"tracker.db, events, row 1": "c1\nbefore"}


def test_a_log_that_was_begun_anew_is_kept_whole(var: Path) -> None:
    kept = Kept(var)
    (var / "logs" / "server.log").write_text("new\n", encoding="utf-8")
    assert kept.of("c2") == {"logs/server.log": "new\n"}
