"""Owns what every test may rely on."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.services.scratch import (
    POSTGRES_VARIABLE,
    REDIS_VARIABLE,
    ProgramMissing,
    ScratchPostgres,
    ScratchRedis,
)

# Two models that each take every core slow each other down tenfold: one thread each is quicker.
os.environ.setdefault("OMP_NUM_THREADS", "1")

if TYPE_CHECKING:
    from tests.assistant.running import RunningAssistant
    from tests.services.databases import PostgresDatabases


@pytest.fixture
def anyio_backend() -> str:
    """The server runs on asyncio alone, so async tests do too."""
    return "asyncio"


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator["RunningAssistant"]:
    """The whole assistant, Rasa included; started once, some tests restart it."""
    from tests.assistant.running import RunningAssistant

    running = RunningAssistant(tmp_path_factory.mktemp("assistant"))
    running.prepare()
    try:
        running.start()
        yield running
    finally:
        running.close()


@pytest.fixture(scope="session")
def postgres_databases() -> Iterator["PostgresDatabases"]:
    """Makes databases on the PostgreSQL for tests."""
    from tests.services.databases import PostgresDatabases

    databases = PostgresDatabases(_address(POSTGRES_VARIABLE))
    try:
        yield databases
    finally:
        databases.close()


@pytest.fixture
def postgres_url(postgres_databases: "PostgresDatabases") -> Iterator[str]:
    """The address of a PostgreSQL database of the test's own, with empty tables."""
    url = postgres_databases.migrated()
    yield url
    postgres_databases.drop(url)


@pytest.fixture
def redis_url() -> Iterator[str]:
    """The address of an empty Redis database of the test's own."""
    from tests.services.databases import redis_database

    with redis_database(_address(REDIS_VARIABLE)) as url:
        yield url


@pytest.fixture
def scratch_postgres() -> Iterator[ScratchPostgres]:
    """A PostgreSQL server of the test's own, to stop and start."""
    try:
        server = ScratchPostgres()
    except ProgramMissing as error:
        pytest.skip(str(error))
    with server:
        yield server


@pytest.fixture
def scratch_redis() -> Iterator[ScratchRedis]:
    """A Redis server of the test's own, to stop and start."""
    try:
        server = ScratchRedis()
    except ProgramMissing as error:
        pytest.skip(str(error))
    with server:
        yield server


def _address(variable: str) -> str:
    found = os.environ.get(variable)
    if not found:
        pytest.skip(f"{variable} is not set: run it by `python -m tests.services.scratch pytest`")
    return found
