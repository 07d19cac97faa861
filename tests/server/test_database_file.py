"""Tests of looking at an SQLite file before anything writes to it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from server.database_file import damage_of


def filled(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE kept (text TEXT)")
        connection.executemany("INSERT INTO kept VALUES (?)", [("word " * 200,)] * 500)
        connection.commit()
    return f"sqlite+aiosqlite:///{path}"


def test_a_whole_file_one_in_use_and_none_at_all_are_fine(tmp_path: Path) -> None:
    url = filled(tmp_path / "a.db")
    assert damage_of(url) is None
    with closing(sqlite3.connect(tmp_path / "a.db")) as writing:
        writing.execute("BEGIN IMMEDIATE")
        assert damage_of(url) is None
    assert damage_of(f"sqlite+aiosqlite:///{tmp_path / 'b.db'}") is None
    assert damage_of("postgresql+asyncpg://assistant@127.0.0.1/a") is None


def test_bytes_lost_or_changed_are_named_and_left_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    url = filled(path)
    whole = path.read_bytes()
    middle = len(whole) // 2
    for damaged in (
        b"not a database" * 500,
        whole[:middle],
        whole[:4096] + bytes(4096) + whole[8192:],
    ):
        path.write_bytes(damaged)
        told = damage_of(url)
        assert told is not None
        assert str(path) in told
        assert "restore" in told
        assert path.read_bytes() == damaged
