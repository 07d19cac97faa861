"""Owns one process that the supervisor runs: its start, its log, its pid file, its end."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

BOUND = Path(__file__).with_name("bound.py")


@dataclass(frozen=True)
class Program:
    """What to run, with `environment` added to ours. `ready_url` answers 200 when it is up."""

    name: str
    command: tuple[str, ...]
    ready_url: str
    log: Path
    pid_file: Path
    environment: Mapping[str, str] = field(default_factory=dict)


class Child:
    """A program as a process group of its own, so that Ctrl-C reaches the supervisor alone."""

    def __init__(self, program: Program, folder: Path) -> None:
        self.program = program
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Raises OSError when the log cannot be written."""
        self.program.log.parent.mkdir(parents=True, exist_ok=True)
        with self.program.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", BOUND, str(os.getpid()), *self.program.command],
                cwd=self._folder,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **self.program.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        write_pid(self.program.pid_file, self._process.pid)

    def keep_one_old_log(self) -> None:
        """So that a log holds one run, restarts included."""
        if self.program.log.exists():
            self.program.log.replace(self.program.log.with_suffix(".log.1"))

    @property
    def ended(self) -> str | None:
        """How the process ended; None while it runs or was never started."""
        code = self._process.poll() if self._process else None
        if code is None:
            return None
        return f"exit code {code}" if code >= 0 else signal.Signals(-code).name

    def ask_to_stop(self) -> None:
        self._signal(signal.SIGTERM)

    def stop(self, seconds: float) -> None:
        """Waits so long for the process to end, then kills it and all that it started."""
        if self._process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=max(seconds, 0.0))
        self.kill()

    def kill(self) -> None:
        """Ends the whole group, at once."""
        if self._process is None:
            return
        self._signal(signal.SIGKILL)
        self._process.wait()
        self.program.pid_file.unlink(missing_ok=True)

    def log_tail(self, lines: int = 15) -> str:
        try:
            text = self.program.log.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
        return "\n".join(f"    {line}" for line in text.splitlines()[-lines:])

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            # The group outlives its leader as long as one of its members does.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, number)


def write_pid(path: Path, pid: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{pid}\n", encoding="ascii")
