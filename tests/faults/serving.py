"""Owns a server process for fault tests: real HTTP, files and signals, without the encoder.

It is forked from a process that has imported all: so it starts within a second, many times.
"""

import multiprocessing
import os
import signal
import sqlite3
import sys
import time
from contextlib import closing, suppress
from dataclasses import replace
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import httpx

from server.app import create_app
from server.content.publishing import OpenedContent
from server.launch.plan import free_port
from server.logs import configure_logs
from server.serving import Serving
from tests.factories import decision, server_settings, write_knowledge
from tests.fakes import ScriptedRetriever

START_SECONDS = 30.0
A_PERSON = "a person please"
NO_RASA = "http://127.0.0.1:1"
_forking = multiprocessing.get_context("forkserver")
_forking.set_forkserver_preload([__name__])


class ServerProcess:
    """A server with its data under `folder`; `settings` replace those of the factory."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.http = httpx.Client(base_url=self.url, timeout=30, trust_env=False)
        self.settings = {"rasa_url": NO_RASA, **settings}
        self.starts = 0
        self._process: ForkServerProcess | None = None
        if not (folder / "knowledge").exists():
            write_knowledge(folder / "knowledge")

    def start(self) -> None:
        """Returns when it answers."""
        given = {**self.settings, "port": self.port}
        self._process = _forking.Process(target=serve, args=(self.folder, given), daemon=True)
        self._process.start()
        self.starts += 1
        deadline = time.monotonic() + START_SECONDS
        while not self.is_alive():
            assert self._process.is_alive(), self.log()
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.01)

    def is_alive(self) -> bool:
        try:
            return httpx.get(f"{self.url}/healthz", trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    @property
    def pid(self) -> int:
        assert self._process is not None
        assert self._process.pid is not None
        return self._process.pid

    def kill(self) -> None:
        """`kill -9`."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """As an operator stops it."""
        self._end(signal.SIGTERM)

    def close(self) -> None:
        self.kill()
        self.http.close()

    def log(self) -> str:
        with suppress(FileNotFoundError):
            return (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")
        return ""

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What its database holds, read beside it."""
        with closing(sqlite3.connect(self.folder / "assistant.db", timeout=30)) as connection:
            return connection.execute(query, values).fetchall()

    def tickets(self) -> list[str]:
        """The references of all tickets stored."""
        return [reference for (reference,) in self.rows("SELECT reference FROM tickets")]

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None and self._process.is_alive():
            os.kill(self.pid, how)
            self._process.join(START_SECONDS)


def serve(folder: Path, given: dict[str, Any]) -> None:
    """What the process runs; its log is `server.log` in the folder."""
    log = os.open(folder / "server.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(log, stream.fileno())
    retriever = ScriptedRetriever(folder / "knowledge")
    retriever.decisions[A_PERSON] = replace(decision("person"), reply="A person can help you.")
    settings = server_settings(folder, **given)
    configure_logs(settings.log_format)
    Serving(create_app(settings, OpenedContent(retriever)), settings).run()
