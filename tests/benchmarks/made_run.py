"""Owns a `make run` that is watched from its first moment to its first answer."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import httpx

from server.launch.plan import free_port
from server.launch.prepare import all_steps
from server.launch.steps import Project, is_done
from server.settings import ROOT
from tests.benchmarks.processes import family_of

LONGEST_SECONDS = 180.0
LOOK_EVERY_SECONDS = 0.05
QUESTION = "When is my tax return due?"
_STAGE = re.compile(r'"done": "(\w+)".*"timestamp": "([^"]+)"')
Times = dict[str, float]


def check_set_up() -> None:
    """Raises RuntimeError where `make run` would first have to make something."""
    project = Project(ROOT)
    missing = [s.name for s in all_steps() if not (s.only_by_name or is_done(s, project))]
    if missing:
        raise RuntimeError(f"not up to date: {', '.join(missing)}: run `make setup` first")


class MadeRun:
    """Times are those of the clock, in seconds since 1970."""

    def __init__(self, var: Path, process: subprocess.Popen[bytes], port: int) -> None:
        self.began = time.time()
        self.pid = process.pid
        self._process = process
        self._var = var
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False)

    def times_to_first_answer(self) -> Times:
        """When each stage was over, by name; "began" is when `make run` was typed."""
        times = {"began": self.began}
        times["listens"] = self._when(lambda: self._is_up("/healthz"))
        times["ready"] = self._when(lambda: self._is_up("/readyz"))
        self.ask(QUESTION)
        times["first answer"] = time.time()
        family = family_of(self.pid)
        # The system tells them from a start of its own, known to the second.
        late = self.began - family["make"].create_time()
        for name, process in family.items():
            times[f"{name} process"] = process.create_time() + late
        log = (self._var / "logs" / "server.log").read_text(encoding="utf-8")
        return times | stages_told(log)

    def ask(self, text: str) -> None:
        """In a conversation of its own. Raises RuntimeError where Rasa had no part in it."""
        made = self.http.post("/api/conversations", json={}).raise_for_status().json()
        turn = self.http.post(
            f"/api/conversations/{made['conversation_id']}/messages",
            json={"text": text},
            headers={"Authorization": f"Bearer {made['token']}"},
        )
        if turn.raise_for_status().json()["degraded"]:
            raise RuntimeError("a turn was degraded: is Rasa up?")

    def _is_up(self, path: str) -> bool:
        try:
            return self.http.get(path).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def _when(self, holds: Callable[[], bool]) -> float:
        deadline = time.monotonic() + LONGEST_SECONDS
        while not holds():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError(f"`make run` did not get ready: see {self._var}")
            time.sleep(LOOK_EVERY_SECONDS)
        return time.time()


def stages_told(log: str) -> Times:
    """When each stage of the server's start was over, by the lines of its log."""
    return {name: datetime.fromisoformat(at).timestamp() for name, at in _STAGE.findall(log)}


@contextmanager
def made_run(var: Path) -> Iterator[MadeRun]:
    """Its data goes to `var`; the set-up must have been done."""
    check_set_up()
    port = free_port()
    own = {
        "ASSISTANT_PORT": str(port),
        "ASSISTANT_VAR_DIR": str(var),
        "ASSISTANT_RATE_LIMIT": "off",
        "ASSISTANT_LOG_FORMAT": "json",
    }
    ours = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    with (var / "make.log").open("wb") as log:
        process = subprocess.Popen(
            ["make", "run"],
            cwd=ROOT,
            env={**ours, **own},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    run = MadeRun(var, process, port)
    try:
        yield run
    finally:
        run.http.close()
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
