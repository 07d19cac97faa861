"""Owns databases of one's own on a server that tests may use: PostgreSQL's and Redis's."""

import random
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import asyncpg
from alembic import command
from anyio.from_thread import start_blocking_portal
from redis import Redis

from server.database import migration_config

# The first is left alone: people try things there.
REDIS_DATABASES = range(1, 16)
TAKEN = "assistant:tests"
# After so long a run that ended without giving its number back has surely ended.
TAKEN_SECONDS = 3600


class PostgresDatabases:
    """Makes databases with all tables and nothing in them: copies of one that was migrated."""

    def __init__(self, server_url: str) -> None:
        self._server = urlsplit(server_url)
        self._names: list[str] = []
        self._closing = ExitStack()
        # A thread with a loop of its own: tests ask from within theirs.
        self._portal = self._closing.enter_context(start_blocking_portal())
        address = self._server._replace(scheme="postgresql").geturl()
        self._connection = self._portal.call(asyncpg.connect, address)
        self._closing.callback(self._portal.call, self._connection.close)
        self._template = urlsplit(self.empty()).path[1:]
        self._is_migrated = False

    def empty(self) -> str:
        """The address of a new database without tables."""
        return self._made("")

    def migrated(self) -> str:
        """The address of a new database with the tables of today; takes some 50 ms."""
        if not self._is_migrated:
            config = migration_config(self._url(self._template))
            # Alembic starts a loop, which the thread of a test may be running already.
            with ThreadPoolExecutor(1) as thread:
                thread.submit(command.upgrade, config, "head").result()
            self._is_migrated = True
        return self._made(f'TEMPLATE "{self._template}"')

    def drop(self, url: str) -> None:
        """Whoever is still connected is cut off."""
        name = urlsplit(url).path[1:]
        self._names.remove(name)
        self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def close(self) -> None:
        for name in list(self._names):
            self.drop(self._url(name))
        self._closing.close()

    def _made(self, how: str) -> str:
        name = f"assistant_test_{secrets.token_hex(6)}"
        self._run(f'CREATE DATABASE "{name}" {how}')
        self._names.append(name)
        return self._url(name)

    def _url(self, name: str) -> str:
        return self._server._replace(path=f"/{name}").geturl()

    def _run(self, statement: str) -> None:
        self._portal.call(self._connection.execute, statement)


@contextmanager
def redis_database(server_url: str) -> Iterator[str]:
    """The address of an empty database of a Redis, kept from other runs and emptied at the end."""
    for number in random.sample(REDIS_DATABASES, len(REDIS_DATABASES)):
        url = urlsplit(server_url)._replace(path=f"/{number}").geturl()
        with Redis.from_url(url) as client:
            if client.dbsize() or not client.set(TAKEN, "1", nx=True, ex=TAKEN_SECONDS):
                continue
            try:
                yield url
            finally:
                client.flushdb()
            return
    raise RuntimeError("all databases of the Redis for tests are in use: empty one of 1 to 15")
