"""Owns the database: engine, sessions, migrations."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

from alembic import command
from alembic.config import Config
from asyncpg import PostgresError
from sqlalchemy import (
    Connection,
    CursorResult,
    DateTime,
    Delete,
    Dialect,
    Engine,
    ExceptionContext,
    Update,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import (
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
from server.sqlite_thread import ConnectionThreads, SqliteThread

Result = TypeVar("Result")
# Classes and codes of SQLSTATE: connection, resources, intervention (a statement out of time too).
# SQLite's names: no space, no file, another process that writes for too long.
_UNAVAILABLE = ("08", "53", "57", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_BUSY")
# How many seconds a statement waits for another process that writes.
_SQLITE = {"timeout": 30}
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
        self._threads = ConnectionThreads()
        sqlite = is_sqlite(url)
        self.engine = _sqlite(url, self._threads) if sqlite else _postgres(url, pool or Pool())
        self._chats = SqliteThread(_sqlite_of_chats(url)) if sqlite else None
        for engine in self.engines:
            encrypted.install(engine, keys)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    @property
    def engines(self) -> tuple[Engine, ...]:
        """One for all on PostgreSQL."""
        own = self.engine.sync_engine
        return (own,) if self._chats is None else (own, self._chats.engine)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """One transaction: committed at the end, rolled back on an error."""
        async with self._sessions() as session, session.begin():
            yield session

    async def run(self, work: Callable[[Connection], Result]) -> Result:
        """One transaction of statements on tables, several times cheaper than a session: for what
        every turn does. Nothing is waited for in it, so it can hold up no other.

        On SQLite it runs in a thread of its own, and a power cut may undo the last of them.
        """
        if self._chats is not None:
            return await self._chats.run(work)
        async with self.engine.begin() as connection:
            return await connection.run_sync(work)

    async def migrate(self) -> None:
        """Brings the tables up to date."""
        await asyncio.to_thread(command.upgrade, migration_config(self.url, self.keys), "head")

    async def close(self) -> None:
        if self._chats is not None:
            await asyncio.to_thread(self._chats.close)
        await self.engine.dispose()
        await self._threads.ended()


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


def _sqlite_of_chats(url: str) -> Engine:
    """It does not wait for the disk: 4 ms of a turn, twice."""
    address = make_url(url).set(drivername="sqlite")
    engine = create_engine(address, connect_args=_SQLITE, pool_size=1, max_overflow=0)
    _configured(engine, "NORMAL")
    return engine


def _sqlite(url: str, threads: ConnectionThreads) -> AsyncEngine:
    engine = create_async_engine(url, connect_args={**_SQLITE, "async_creator_fn": threads.open})
    # A ticket confirmed to a citizen must survive a power cut, not only a crash.
    _configured(engine.sync_engine, "FULL")
    return engine


def _configured(engine: Engine, synchronous: str) -> None:
    @event.listens_for(engine, "connect")
    def configure(connection: object, _: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute(f"PRAGMA synchronous={synchronous}")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()


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
