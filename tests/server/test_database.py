"""Tests of the database: migrations, sessions, moments in time."""

import datetime as dt
import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine

from server.conversations.models import Conversation
from server.database import Database, migration_config, utc_now
from server.tables import Base

TABLES = {
    "answer_reports",
    "audit_records",
    "contact_check",
    "conversations",
    "deliveries",
    "feedback",
    "messages",
    "staff_accounts",
    "staff_sessions",
    "survey_answers",
    "switches",
    "takeovers",
    "ticket_events",
    "ticket_posts",
    "tickets",
    "turns",
}


def tables(path: Path) -> set[str]:
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    connection.close()
    return {name for (name,) in rows if not name.startswith("sqlite_")}


def url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


def test_migrations_go_up_from_nothing_and_down_again(tmp_path: Path) -> None:
    path = tmp_path / "assistant.db"
    config = migration_config(url(path))
    command.upgrade(config, "head")
    assert tables(path) == TABLES | {"alembic_version"}
    command.downgrade(config, "base")
    assert tables(path) == {"alembic_version"}
    command.upgrade(config, "head")
    assert tables(path) == TABLES | {"alembic_version"}


def test_conversations_from_before_the_context_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "assistant.db"
    config = migration_config(url(path))
    command.upgrade(config, "0001")
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(
            "INSERT INTO conversations (id, token_hash, language, created_at, last_turn)"
            " VALUES ('c-1', 'hash', 'en', '2026-11-22 22:00:00', 3)"
        )
    kept = "SELECT id, last_turn FROM conversations"
    command.upgrade(config, "0002")
    assert connection.execute(f"{kept} WHERE context IS NULL").fetchall() == [("c-1", 3)]
    command.downgrade(config, "0001")
    assert connection.execute(kept).fetchall() == [("c-1", 3)]
    connection.close()


def test_the_models_match_the_migrations(tmp_path: Path) -> None:
    path = tmp_path / "assistant.db"
    command.upgrade(migration_config(url(path)), "head")
    engine = create_engine(f"sqlite:///{path}")

    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))

    with engine.connect() as connection:
        assert differences(connection) == []
    engine.dispose()


def test_migrations_form_one_line() -> None:
    assert len(ScriptDirectory.from_config(migration_config("sqlite://")).get_heads()) == 1


async def test_migrating_twice_keeps_the_data(tmp_path: Path) -> None:
    database = Database(url(tmp_path / "assistant.db"))
    await database.migrate()
    async with database.session() as session:
        session.add(conversation())
    await database.migrate()
    async with database.session() as session:
        assert await session.get(Conversation, "c-1") is not None
    await database.close()


async def test_a_session_that_fails_leaves_nothing(tmp_path: Path) -> None:
    database = Database(url(tmp_path / "assistant.db"))
    await database.migrate()

    async def fail() -> None:
        async with database.session() as session:
            session.add(conversation())
            await session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with database.session() as session:
        assert await session.get(Conversation, "c-1") is None
    await database.close()


async def test_moments_come_back_in_utc(tmp_path: Path) -> None:
    database = Database(url(tmp_path / "assistant.db"))
    await database.migrate()
    east = dt.timezone(dt.timedelta(hours=5))
    async with database.session() as session:
        session.add(conversation(dt.datetime(2026, 11, 23, 3, 0, tzinfo=east)))
    async with database.session() as session:
        stored = await session.get(Conversation, "c-1")
    assert stored is not None
    assert stored.created_at == dt.datetime(2026, 11, 22, 22, 0, tzinfo=dt.UTC)
    assert stored.created_at.tzinfo is dt.UTC
    await database.close()


def test_a_password_with_a_percent_sign_reaches_the_migrations() -> None:
    address = "postgresql+asyncpg://user:50%25off@db/assistant"
    assert migration_config(address).get_main_option("sqlalchemy.url") == address


def conversation(created_at: dt.datetime | None = None) -> Conversation:
    return Conversation(
        id="c-1",
        token_hash="0" * 64,
        language="en",
        created_at=created_at or utc_now(),
        last_turn=0,
    )
