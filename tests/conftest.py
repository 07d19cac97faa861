"""Owns what every test may rely on."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

# Two models that each take every core slow each other down tenfold: one thread each is quicker.
os.environ.setdefault("OMP_NUM_THREADS", "1")

if TYPE_CHECKING:
    from tests.assistant.running import RunningAssistant


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
