"""Tests of backup and restore: under load, damaged, onto something; and that a server starts."""

import asyncio
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from server.backup.archive import BackupFaulty
from server.backup.databases import CannotCopy
from server.backup.service import Backup, NotEmpty
from server.contact import encrypted
from server.settings import Settings
from tests.contact_keys import contact_keys
from tests.factories import server_settings, write_knowledge
from tests.faults.serving import ServerProcess
from tests.server.every_table import fill, snapshot
from tests.server.running import Stage
from tests.server.tickets.conftest import Desk, desk
from tests.services.databases import PostgresDatabases

__all__ = ["desk"]
Result = TypeVar("Result")


def quiet(_: str) -> None:
    """Says nothing."""


@pytest.fixture
def stage(sqlite_stage: Stage) -> Stage:
    """SQLite alone: what is looked into is its file."""
    return sqlite_stage


@pytest.fixture
def source(tmp_path: Path) -> Settings:
    """Where the desk's database is, with content, a draft, Rasa's table and keys beside it."""
    settings = server_settings(tmp_path)
    write_knowledge(settings.knowledge_dir)
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts" / "new.md").write_text("a draft")
    (tmp_path / "contact.key").write_text("a key")
    with closing(sqlite3.connect(tmp_path / "tracker.db")) as connection, connection:
        connection.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id, data)")
        connection.execute("INSERT INTO events (sender_id, data) VALUES ('c-1', '{}')")
    return settings


@pytest.fixture
def fresh(tmp_path: Path) -> Settings:
    return server_settings(tmp_path / "fresh")


def references(settings: Settings) -> set[str]:
    with closing(sqlite3.connect(settings.var_dir / "assistant.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return {row[0] for row in connection.execute("SELECT reference FROM tickets")}


async def test_under_load_no_ticket_confirmed_before_is_missing(
    desk: Desk, source: Settings, fresh: Settings, tmp_path: Path
) -> None:
    confirmed: list[str] = []
    stopped, more = asyncio.Event(), asyncio.Semaphore(0)

    async def citizens() -> None:
        while not stopped.is_set():
            confirmed.append(await desk.ticket())
            await desk.work.note(confirmed[-1], desk.ana, "seen")
            more.release()

    tasks = [asyncio.create_task(citizens()) for _ in range(4)]
    for number in range(3):
        for _ in range(20):
            await more.acquire()
        before = set(confirmed)
        file = tmp_path / f"{number}.backup"
        await asyncio.to_thread(Backup(source).take, file, quiet)
        assert len(confirmed) > len(before)
        target = server_settings(tmp_path / f"fresh-{number}")
        await asyncio.to_thread(Backup(target).restore, file, quiet)
        assert before <= references(target)
    stopped.set()
    await asyncio.gather(*tasks)


async def test_a_server_starts_on_what_was_restored(
    desk: Desk, source: Settings, fresh: Settings, tmp_path: Path
) -> None:
    reference = await desk.ticket(question="Where is it?")
    file = tmp_path / "a.backup"
    await asyncio.to_thread(Backup(source).take, file, quiet)
    await asyncio.to_thread(Backup(fresh).restore, file, quiet)
    server = ServerProcess(fresh.var_dir, secret_key=SecretStr("key"))
    await asyncio.to_thread(server.start)
    secret = {"Authorization": f"Bearer {desk.secret(reference)}"}
    found = await asyncio.to_thread(
        lambda: server.http.get(f"/api/tickets/{reference}", headers=secret)
    )
    await asyncio.to_thread(server.close)
    assert found.status_code == 200, found.text
    assert found.json()["thread"][0]["text"] == "Where is it?"


async def test_all_comes_back_but_the_keys(
    desk: Desk, source: Settings, fresh: Settings, tmp_path: Path
) -> None:
    reference = await desk.ticket()
    Backup(source).take(tmp_path / "a.backup", quiet)
    assert os.stat(tmp_path / "a.backup").st_mode & 0o077 == 0
    Backup(fresh).restore(tmp_path / "a.backup", quiet)
    assert references(fresh) == {reference}
    var = fresh.var_dir
    assert sorted(os.listdir(var)) == ["assistant.db", "drafts", "knowledge", "tracker.db"]
    assert sorted(os.listdir(var / "knowledge")) == sorted(os.listdir(source.knowledge_dir))
    with closing(sqlite3.connect(var / "tracker.db")) as connection:
        assert connection.execute("SELECT sender_id FROM events").fetchall() == [("c-1",)]


async def test_the_keys_come_where_they_are_asked_for(
    desk: Desk, source: Settings, fresh: Settings, tmp_path: Path
) -> None:
    Backup(source).take(tmp_path / "a.backup", quiet, with_keys=True)
    Backup(fresh).restore(tmp_path / "a.backup", quiet)
    assert os.stat(fresh.var_dir / "contact.key").st_mode & 0o077 == 0
    with pytest.raises(NotEmpty, match=r"contact\.key"):
        Backup(fresh).restore(tmp_path / "a.backup", quiet)


async def test_what_is_there_is_overwritten_only_when_told(
    desk: Desk, source: Settings, tmp_path: Path
) -> None:
    first = await desk.ticket()
    Backup(source).take(tmp_path / "a.backup", quiet)
    second = await desk.ticket()
    (source.knowledge_dir / "topics.yml").write_text("topics: []")
    with pytest.raises(NotEmpty, match="assistant, tracker, knowledge"):
        Backup(source).restore(tmp_path / "a.backup", quiet)
    assert references(source) == {first, second}
    await desk.database.close()
    Backup(source).restore(tmp_path / "a.backup", quiet, replace=True)
    assert references(source) == {first}
    assert "Filing" in (source.knowledge_dir / "topics.yml").read_text()


async def test_a_running_server_is_never_overwritten(
    desk: Desk, source: Settings, tmp_path: Path
) -> None:
    Backup(source).take(tmp_path / "a.backup", quiet)
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "server.pid").write_text(f"{os.getpid()}\n")
    with pytest.raises(NotEmpty, match="stop it first"):
        Backup(source).restore(tmp_path / "a.backup", quiet, replace=True)


@pytest.mark.parametrize("place", [0.02, 0.3, 0.6, 0.99])
async def test_a_damaged_backup_is_named_and_changes_nothing(
    desk: Desk, source: Settings, fresh: Settings, tmp_path: Path, place: float
) -> None:
    file = tmp_path / "a.backup"
    Backup(source).take(file, quiet)
    held = bytearray(file.read_bytes())
    spot = int(len(held) * place)
    held[spot : spot + 64] = bytes(byte ^ 0xFF for byte in held[spot : spot + 64])
    file.write_bytes(held)
    with pytest.raises(BackupFaulty):
        Backup(fresh).restore(file, quiet)
    assert os.listdir(fresh.var_dir) == []


async def test_a_part_that_was_exchanged_is_named(
    desk: Desk, source: Settings, fresh: Settings, tmp_path: Path
) -> None:
    Backup(source).take(tmp_path / "a.backup", quiet)
    with (
        zipfile.ZipFile(tmp_path / "a.backup") as whole,
        zipfile.ZipFile(tmp_path / "b.backup", "w") as other,
    ):
        for name in whole.namelist():
            other.writestr(name, b"other" if name == "drafts/new.md" else whole.read(name))
    with pytest.raises(BackupFaulty, match=r"drafts/new\.md"):
        Backup(fresh).restore(tmp_path / "b.backup", quiet)


async def test_a_damaged_database_is_not_backed_up(
    desk: Desk, source: Settings, tmp_path: Path
) -> None:
    (tmp_path / "tracker.db").write_bytes(b"SQLite format 3\x00" + b"nonsense" * 600)
    with pytest.raises(CannotCopy, match=r"tracker\.db"):
        Backup(source).take(tmp_path / "a.backup", quiet)
    assert not (tmp_path / "a.backup").exists()


@pytest.mark.services
def test_postgresql_is_backed_up_and_put_back(
    postgres_databases: PostgresDatabases, tmp_path: Path
) -> None:
    if shutil.which("pg_dump") is None:
        pytest.skip("pg_dump is missing: apt-get install postgresql-client")
    old, new = postgres_databases.migrated(), postgres_databases.empty()
    asyncio.run(on(old, fill))
    held = asyncio.run(on(old, lambda connection: snapshot(connection, is_head=True)))
    settings = server_settings(tmp_path / "old", database_url=old)
    Backup(settings).take(tmp_path / "a.backup", quiet)
    target = server_settings(tmp_path / "new", database_url=new)
    Backup(target).restore(tmp_path / "a.backup", quiet)
    assert asyncio.run(on(new, lambda connection: snapshot(connection, is_head=True))) == held
    with pytest.raises(NotEmpty, match="assistant"):
        Backup(target).restore(tmp_path / "a.backup", quiet)
    Backup(target).restore(tmp_path / "a.backup", quiet, replace=True)
    with pytest.raises(CannotCopy, match="ASSISTANT_DATABASE_URL"):
        Backup(server_settings(tmp_path / "other")).restore(tmp_path / "a.backup", quiet)


async def on(url: str, work: Callable[[sa.Connection], Result]) -> Result:
    engine = create_async_engine(url, poolclass=NullPool)
    encrypted.install(engine.sync_engine, contact_keys())
    async with engine.begin() as connection:
        result = await connection.run_sync(work)
    await engine.dispose()
    return result
