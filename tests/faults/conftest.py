"""Owns the fixtures of the fault tests, and the table of what was done that ends their run."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.serving import ServerProcess
from tests.server.conftest import chat, server, sqlite_stage, stage

__all__ = ["chat", "server", "sqlite_stage", "stage"]
DONE = pytest.StashKey[list[tuple[str, str]]]()
# Of a fault and what was seen of it, with counts.
Note = Callable[[str, str], None]


@pytest.fixture
def note(request: pytest.FixtureRequest) -> Note:
    """Puts a line to the table of faults."""
    done = request.config.stash.setdefault(DONE, [])
    return lambda fault, seen: done.append((fault, seen))


@pytest.fixture
def process(tmp_path: Path) -> Iterator[ServerProcess]:
    """A server process of one's own, not yet started."""
    made = ServerProcess(tmp_path)
    yield made
    made.close()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    done = config.stash.get(DONE, [])
    if not done:
        return
    terminalreporter.section("faults that were made, and what was seen")
    width = max(len(fault) for fault, _ in done)
    for fault, seen in done:
        terminalreporter.write_line(f"{fault:{width}}  {seen}")
