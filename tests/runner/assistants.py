"""Owns which assistant is talked to: one that is started for it, or a running one."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tests.assistant.running import RunningAssistant
from tests.runner.assistant import Assistant
from tests.runner.remote import RemoteAssistant
from tests.runner.started import StartedAssistant

Url = Annotated[str | None, typer.Option(help="A running assistant; else one is started.")]
TrackerUrl = Annotated[
    str | None, typer.Option("--tracker", help="With --url: the address of its tracker's database.")
]
Opener = Callable[[str | None, str | None, Console], AbstractContextManager[Assistant]]


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
