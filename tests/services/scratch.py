"""Owns PostgreSQL and Redis servers of one's own, in temporary folders on free ports of loopback.

`python -m tests.services.scratch COMMAND …` runs a command with both, their addresses in the
environment. Needs nothing but the two programs and Python 3.9: `.ci/run` starts it before anything
is set up.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypedDict

if TYPE_CHECKING:
    from typing import Self

POSTGRES_VARIABLE = "ASSISTANT_TEST_POSTGRES_URL"
REDIS_VARIABLE = "ASSISTANT_TEST_REDIS_URL"
START_SECONDS = 60.0
STOP_SECONDS = 30.0


class ProgramMissing(RuntimeError):
    """A program is not on this machine; the message says how to get it."""


class _AsUser(TypedDict):
    """What starts a process as another user."""

    user: str | None
    group: str | None
    extra_groups: list[str] | None
    cwd: Path


class _Server(ABC):
    """A process that can be stopped or killed and started again: port and data stay the same."""

    def __init__(self, name: str) -> None:
        self.port = _free_port()
        # Not below a test's own folder: PostgreSQL runs as another user, who may not enter it.
        self.folder = Path(tempfile.mkdtemp(prefix=f"assistant-{name}-"))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when it answers."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            with (self.folder / "log").open("ab") as log:
                self._process = self._spawn(log.fileno())
            while self._process.poll() is None and not self._answers():
                self._check(deadline)
                time.sleep(0.05)
            if self._process.poll() is None:
                return
            # Ended at once: what a killed one held is not free again yet.
            self._check(deadline)
            time.sleep(0.2)

    def stop(self) -> None:
        """As an operator stops it; those connected are cut off."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """`kill -9`."""
        self._end(signal.SIGKILL)

    def close(self) -> None:
        """Ends it and deletes its data."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _end(self, how: signal.Signals) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(how)
        self._process.wait(STOP_SECONDS)

    def _check(self, deadline: float) -> None:
        if time.monotonic() > deadline:
            log = (self.folder / "log").read_text(errors="replace")
            raise TimeoutError(f"{type(self).__name__} does not start:\n{log[-2000:]}")

    @abstractmethod
    def _spawn(self, log: int) -> subprocess.Popen[bytes]: ...

    @abstractmethod
    def _answers(self) -> bool: ...


class ScratchPostgres(_Server):
    """A cluster whose one user, `assistant`, needs no password; as root it runs as `postgres`.

    Its files are not flushed to the disk unless `fsync`: that outlives `kill`, no power cut.
    """

    def __init__(self, *, fsync: bool = False, connections: int = 300) -> None:
        self._programs = _postgres_programs()
        super().__init__("postgres")
        self._data = self.folder / "data"
        self._options = {
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "fsync": "on" if fsync else "off",
            "max_connections": str(connections),
        }
        self._user = "postgres" if os.getuid() == 0 else None
        if self._user:
            shutil.chown(self.folder, self._user, self._user)
        initdb = (self._programs / "initdb", "-D", self._data, "-U", "assistant", "-A", "trust")
        how = ("-E", "UTF8", "--locale", "C.UTF-8", "--no-sync")
        subprocess.run((*initdb, *how), check=True, capture_output=True, **self._as_user())

    @property
    def url(self) -> str:
        """Of the database `postgres`, from which others are made."""
        return f"postgresql+asyncpg://assistant@127.0.0.1:{self.port}/postgres"

    def _spawn(self, log: int) -> subprocess.Popen[bytes]:
        options = [part for each in self._options.items() for part in ("-c", "=".join(each))]
        program = self._programs / "postgres"
        return subprocess.Popen(
            (program, "-D", self._data, *options), stdout=log, stderr=log, **self._as_user()
        )

    def _answers(self) -> bool:
        asked = (self._programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port))
        return subprocess.run(asked, check=False).returncode == 0

    def _as_user(self) -> _AsUser:
        return {
            "user": self._user,
            "group": self._user,
            "extra_groups": [] if self._user else None,
            "cwd": self.folder,
        }


class ScratchRedis(_Server):
    """A Redis that keeps what it was told when it is stopped or killed."""

    def __init__(self) -> None:
        self._program = shutil.which("redis-server")
        if self._program is None:
            raise ProgramMissing("there is no redis-server: apt-get install redis-server")
        super().__init__("redis")

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def _spawn(self, log: int) -> subprocess.Popen[bytes]:
        assert self._program is not None
        where = ("--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder))
        kept = ("--save", "", "--appendonly", "yes")
        return subprocess.Popen((self._program, *where, *kept), stdout=log, stderr=log)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def _postgres_programs() -> Path:
    """The newest of Debian's, else those on the PATH."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    found = max(versions, key=lambda path: float(path.parts[-3]), default=None)
    on_path = shutil.which("initdb")
    if found is None and on_path is None:
        raise ProgramMissing("there is no PostgreSQL: apt-get install postgresql")
    return (found or Path(on_path or "")).parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main(command: list[str]) -> int:
    """The status of the command, run with what of both is not set yet and can be started."""

    def end(*_: object) -> NoReturn:
        sys.exit(1)

    signal.signal(signal.SIGTERM, end)
    servers = {POSTGRES_VARIABLE: ScratchPostgres, REDIS_VARIABLE: ScratchRedis}
    with ExitStack() as running:
        for variable, server in servers.items():
            if os.environ.get(variable):
                continue
            try:
                os.environ[variable] = running.enter_context(server()).url
            except ProgramMissing as error:
                print(f"{variable} is not set, its tests are skipped: {error}", flush=True)
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
