"""Owns the database: engine, sessions, migrations."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from alembic import command
from alembic.config import Config
from asyncpg import PostgresError
from sqlalchemy import CursorResult, DateTime, Delete, Dialect, ExceptionContext, Update, event
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from server.addresses import is_sqlite
from server.contact import encrypted
from server.contact.keys import ContactKeys

# Classes and codes of SQLSTATE: connection, resources, intervention (a statement out of time too).
# SQLite's names: no space, no file, another process that writes for too long.
_UNAVAILABLE = ("08", "53", "57", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_BUSY")
MIGRATIONS = Path(__file__).parent / "migrations"


class Base(DeclarativeBase):
    """All tables."""


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A moment in UTC. SQLite keeps no time zone, so it is put back on reading.

    Down to the microsecond on both.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        return None if value is None else value.astimezone(dt.UTC)

    def process_result_value(
        self, value: dt.datetime | None, dialect: Dialect
    ) -> dt.datetime | None:
        if value is None or value.tzinfo is None:
            return value and value.replace(tzinfo=dt.UTC)
        return value.astimezone(dt.UTC)


def utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class Pool:
    """What a server may take of PostgreSQL: so many connections, and each statement so long."""

    size: int = 10
    wait_seconds: float = 5
    statement_seconds: float = 10


class Database:
    """The engine, and sessions that commit on success. Without `keys` contacts stay closed."""

    def __init__(self, url: str, keys: ContactKeys | None = None, pool: Pool | None = None) -> None:
        self.url = url
        self.keys = keys
        self.engine = _sqlite(url) if is_sqlite(url) else _postgres(url, pool or Pool())
        self._chats = _sqlite_of_chats(url) if is_sqlite(url) else self.engine
        for engine in self.engines:
            encrypted.install(engine.sync_engine, keys)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    @property
    def engines(self) -> frozenset[AsyncEngine]:
        """One for all on PostgreSQL."""
        return frozenset((self.engine, self._chats))

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """One transaction: committed at the end, rolled back on an error."""
        async with self._sessions() as session, session.begin():
            yield session

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """One transaction of statements on tables, several times cheaper than a session: for what
        every turn does. On SQLite a power cut may undo the last of them, and none may be begun
        inside another.
        """
        async with self._chats.begin() as connection:
            yield connection

    async def migrate(self) -> None:
        """Brings the tables up to date."""
        await asyncio.to_thread(command.upgrade, migration_config(self.url, self.keys), "head")

    async def close(self) -> None:
        for engine in self.engines:
            await engine.dispose()


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


def is_unavailable(error: SQLAlchemyError) -> bool:
    """Whether it is out of reach, has no connection or space left, or takes too long."""
    if isinstance(error, PoolTimeout):
        return True
    if not isinstance(error, DBAPIError):
        return False
    lost = isinstance(error.orig, OSError) or error.connection_invalidated
    fault = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", "")
    return lost or str(fault).startswith(_UNAVAILABLE)


def _sqlite_of_chats(url: str) -> AsyncEngine:
    """One connection: turns follow each other, rather than ask again whether the file is free.
    It does not wait for the disk: 4 ms of a turn, twice.
    """
    return _sqlite(url, "NORMAL", pool_size=1, max_overflow=0)


def _sqlite(url: str, synchronous: str = "FULL", **pool: int) -> AsyncEngine:
    engine = create_async_engine(url, connect_args={"timeout": 30}, **pool)

    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: object, _: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute("PRAGMA journal_mode=WAL")
        # A ticket confirmed to a citizen must survive a power cut, not only a crash.
        cursor.execute(f"PRAGMA synchronous={synchronous}")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    return engine


def _postgres(url: str, pool: Pool) -> AsyncEngine:
    limit = {"statement_timeout": str(round(pool.statement_seconds * 1000))}
    engine = create_async_engine(
        url,
        pool_size=pool.size,
        max_overflow=0,
        pool_timeout=pool.wait_seconds,
        pool_pre_ping=True,
        connect_args={
            "timeout": pool.wait_seconds,
            # A server that hangs does not end its statements itself.
            "command_timeout": pool.statement_seconds + 1,
            "server_settings": {**limit, "application_name": "assistant"},
        },
    )
    raise_errors_of_ours(engine)
    return engine


def raise_errors_of_ours(engine: AsyncEngine) -> None:
    """A PostgreSQL that is away raises OperationalError alone, wherever that is found out."""
    event.listen(engine.sync_engine, "do_connect", _connect)
    event.listen(engine.sync_engine, "handle_error", _as_error_of_ours)


def _connect(dialect: Dialect, _: object, args: Any, options: Any) -> object:
    """asyncpg's own errors in connecting would pass SQLAlchemy as they are."""
    try:
        return dialect.connect(*args, **options)
    except (OSError, PostgresError) as error:
        raise OperationalError("connecting", None, error) from error


def _as_error_of_ours(context: ExceptionContext) -> BaseException | None:
    """So would a connection that breaks, or times out, under a statement."""
    error = context.original_exception
    return OperationalError(context.statement, None, error) if isinstance(error, OSError) else None
