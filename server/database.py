"""Owns the database: engine, sessions, migrations."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

from alembic import command
from alembic.config import Config
from sqlalchemy import CursorResult, DateTime, Delete, Dialect, Update, event
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from server.contact import encrypted
from server.contact.keys import ContactKeys

MIGRATIONS = Path(__file__).parent / "migrations"


class Base(DeclarativeBase):
    """All tables."""


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A moment in UTC. SQLite keeps no time zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        return None if value is None else value.astimezone(dt.UTC)

    def process_result_value(
        self, value: dt.datetime | None, dialect: Dialect
    ) -> dt.datetime | None:
        return None if value is None else value.replace(tzinfo=dt.UTC)


def utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Database:
    """The engine, and sessions that commit on success. Without `keys` contacts stay closed."""

    def __init__(self, url: str, keys: ContactKeys | None = None) -> None:
        self.url = url
        self.keys = keys
        self.engine = _engine(url)
        encrypted.install(self.engine.sync_engine, keys)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """One transaction: committed at the end, rolled back on an error."""
        async with self._sessions() as session, session.begin():
            yield session

    async def migrate(self) -> None:
        """Brings the tables up to date."""
        await asyncio.to_thread(command.upgrade, migration_config(self.url, self.keys), "head")

    async def close(self) -> None:
        await self.engine.dispose()


async def rows_changed(session: AsyncSession, statement: Update | Delete) -> int:
    """Runs the statement: how many rows it changed."""
    return cast("CursorResult[Any]", await session.execute(statement)).rowcount


def migration_config(url: str, keys: ContactKeys | None = None) -> Config:
    """`keys` are needed where there are contact details to encrypt, or to decrypt again."""
    config = Config()
    config.attributes["contact_keys"] = keys
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def _engine(url: str) -> AsyncEngine:
    if not url.startswith("sqlite"):
        return create_async_engine(url, pool_pre_ping=True)
    engine = create_async_engine(url, connect_args={"timeout": 30})

    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: object, _: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute("PRAGMA journal_mode=WAL")
        # A ticket confirmed to a citizen must survive a power cut, not only a crash.
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    return engine
