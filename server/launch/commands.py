"""Owns running a long command: progress, its output in a log, a remedy when it fails."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

LINE_EVERY_SECONDS = 15.0
TAIL_LINES = 20
SPINNER = "|/-\\"
REMEDIES = (
    ("No space left on device", "the disk is full: both environments need about 5 GB"),
    ("Read-only file system", "the project's folder cannot be written to"),
    (
        "command 'gcc' failed",
        "a C compiler is missing: on Debian, `apt-get install build-essential`",
    ),
    ("Failed building wheel", "a package had no ready build for this machine: see the log"),
    (
        "No matching distribution found",
        "the package index could not be reached, or lacks a version: "
        "check the network, proxy and pip settings (`python3 -m pip config list`)",
    ),
    ("Max retries exceeded", "the network failed: check it and the proxy settings, then try again"),
    ("dns error", "there is no network, or it is not let through: check it, then try again"),
    ("Connection", "the network failed: check it and the proxy settings, then try again"),
    ("Temporary failure in name resolution", "there is no network: check it, then try again"),
)


class StepFailed(RuntimeError):
    """A step could not be done; the message says what is missing and how to get it."""


class Progress:
    """One line that moves on a terminal; elsewhere a line every 15 seconds."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._terminal = sys.stdout.isatty()
        self._next_line = LINE_EVERY_SECONDS
        self._turns = 0

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started

    def show(self, text: str) -> None:
        if self._terminal:
            self._turns += 1
            sign = SPINNER[self._turns % len(SPINNER)]
            print(f"\r\x1b[K{sign} {text}, {self.seconds:.0f} s", end="", flush=True)
        elif self.seconds >= self._next_line:
            self._next_line += LINE_EVERY_SECONDS
            print(f"  {text}, {self.seconds:.0f} s so far", flush=True)

    def clear(self) -> None:
        if self._terminal:
            print("\r\x1b[K", end="", flush=True)


def run_logged(
    command: Sequence[object],
    doing: str,
    log: Path,
    *,
    folder: Path,
    environment: Mapping[str, str] | None = None,
) -> None:
    """Runs a command to its end, `doing` on the screen. Raises StepFailed with the log's tail."""
    log.parent.mkdir(parents=True, exist_ok=True)
    progress = Progress()
    with log.open("ab") as output:
        begin = output.tell()
        try:
            process = subprocess.Popen(
                [str(part) for part in command],
                cwd=folder,
                env={**os.environ, **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            raise StepFailed(f"{doing}: cannot run {command[0]}: {error.strerror}") from error
        try:
            _wait(process, progress, doing)
        except BaseException:
            # A signal to us is not one to the command, which has a session of its own.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        finally:
            progress.clear()
    if process.returncode:
        raise StepFailed(_failure(doing, process.returncode, log, begin))
    print(f"  {doing}: {progress.seconds:.0f} s", flush=True)


def _wait(process: subprocess.Popen[bytes], progress: Progress, doing: str) -> None:
    while True:
        try:
            process.wait(timeout=0.25)
            return
        except subprocess.TimeoutExpired:
            progress.show(doing)


def _failure(doing: str, code: int, log: Path, begin: int) -> str:
    with log.open("rb") as file:
        file.seek(begin)
        text = file.read().decode(errors="replace")
    tail = "\n".join(f"    {line}" for line in text.splitlines()[-TAIL_LINES:])
    remedy = next((remedy for sign, remedy in REMEDIES if sign in text), "see the log")
    return f"{doing} failed (exit code {code}): {remedy}\n{tail}\n  The whole log: {log}"
