"""Owns which assistant is talked to: one that is started for it, or a running one."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from tests.assistant.running import RunningAssistant
from tests.runner.assistant import Assistant
from tests.runner.remote import RemoteAssistant
from tests.runner.started import StartedAssistant


@contextmanager
def assistant_at(url: str | None, tracker_url: str | None, console: Console) -> Iterator[Assistant]:
    """One that is started lives as long as this."""
    if url is not None:
        remote = RemoteAssistant(url, tracker_url)
        try:
            yield remote
        finally:
            remote.close()
        return
    with tempfile.TemporaryDirectory() as folder:
        running = RunningAssistant(Path(folder))
        started: StartedAssistant | None = None
        try:
            with console.status("starting the assistant"):
                running.prepare()
                running.start()
            started = StartedAssistant(running)
            yield started
        finally:
            if started is not None:
                started.close()
            running.close()
