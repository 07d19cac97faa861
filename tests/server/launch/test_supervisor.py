"""Tests of running all processes, with stubs in place of Rasa and the server."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from server.launch.preconditions import CannotStart
from server.launch.supervisor import NotReady, Supervisor
from server.settings import ROOT
from tests.server.launch.stub_assistant import DIES, stub_plan

Start = Callable[..., Supervisor]


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def start(tmp_path: Path, said: list[str]) -> Iterator[Start]:
    started: list[Supervisor] = []

    def _start(**stubs: str) -> Supervisor:
        supervisor = Supervisor(stub_plan(tmp_path, **stubs), said.append)
        started.append(supervisor)
        supervisor.start()
        return supervisor

    yield _start
    for supervisor in started:
        supervisor.stop()


def test_it_is_ready_once_the_server_says_so(start: Start) -> None:
    supervisor = start()
    assert supervisor.wait_ready(20) < 20
    assert supervisor.fault is None


def test_rasa_is_started_again_when_it_is_killed(start: Start, said: list[str]) -> None:
    supervisor = start()
    supervisor.wait_ready(20)
    before = _pid(supervisor.plan.rasa.pid_file)

    os.kill(before, signal.SIGKILL)

    _until(lambda: "Rasa is back" in said)
    assert _pid(supervisor.plan.rasa.pid_file) != before
    assert said[0].startswith("Rasa ended (SIGKILL): starting it again in 1 s")
    assert not supervisor.ended.is_set()


def test_rasa_that_never_starts_is_not_waited_for(start: Start, said: list[str]) -> None:
    server = "import time; time.sleep(600)"
    supervisor = start(rasa=DIES, server=server)
    with pytest.raises(NotReady, match="no model here"):
        supervisor.wait_ready(30)
    assert [line.split(" in ")[1].split(",")[0] for line in said] == ["1 s", "2 s", "4 s"]


def test_all_ends_when_the_server_ends(start: Start) -> None:
    supervisor = start(server=DIES)
    with pytest.raises(NotReady, match="the server ended"):
        supervisor.wait_ready(20)
    assert supervisor.ended.wait(20)
    assert "no model here" in str(supervisor.fault)
    assert not supervisor.plan.rasa.pid_file.exists()


def test_stop_leaves_no_process_and_no_pid_file(start: Start) -> None:
    supervisor = start()
    supervisor.wait_ready(20)
    pids = _all_pids(supervisor.plan.var)
    assert len(pids) == 5

    supervisor.stop()

    _until(lambda: not any(_runs(pid) for pid in pids - {os.getpid()}))
    assert list((supervisor.plan.var / "run").iterdir()) == []


def test_a_child_that_ignores_sigterm_is_killed(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.launch.supervisor.STOP_SECONDS", 0.5)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
    supervisor = start(rasa=deaf)
    supervisor.wait_ready(20)
    pid = _pid(supervisor.plan.rasa.pid_file)
    supervisor.stop()
    assert not _runs(pid)


def test_stop_before_start_does_nothing(tmp_path: Path) -> None:
    supervisor = Supervisor(stub_plan(tmp_path))
    supervisor.stop()
    supervisor.stop()
    assert not list(tmp_path.glob("run/*.pid"))


def test_a_start_that_is_refused_leaves_the_running_one_alone(tmp_path: Path) -> None:
    running = Supervisor(stub_plan(tmp_path))
    running.start()
    try:
        running.wait_ready(20)
        second = Supervisor(running.plan)
        with pytest.raises(CannotStart, match="in use"):
            second.start()
        second.stop()
        assert _pid(tmp_path / "run" / "supervisor.pid") == os.getpid()
        assert running.is_up(running.plan.server.ready_url)
    finally:
        running.stop()
    assert not (tmp_path / "run" / "supervisor.pid").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's death signal")
def test_kill_9_of_the_supervisor_ends_both_processes(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.server.launch.stub_assistant", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT) as supervisor:
        run = tmp_path / "run"
        _until(lambda: len(list(tmp_path.glob("*.worker"))) == 2)
        pids = {_pid(run / "server.pid"), _pid(run / "Rasa.pid")}
        workers = {_pid(path) for path in tmp_path.glob("*.worker")}
        supervisor.kill()
    try:
        _until(lambda: not any(_runs(pid) for pid in pids))
        assert not list(filter(_runs, pids))
    finally:
        for worker in workers:  # a stub's, bound to nothing
            os.kill(worker, signal.SIGKILL)


def _pid(path: Path) -> int:
    return int(path.read_text())


def _all_pids(var: Path) -> set[int]:
    _until(lambda: len(list(var.glob("*.worker"))) == 2)
    return {_pid(path) for path in [*var.glob("run/*.pid"), *var.glob("*.worker")]}


def _runs(pid: int) -> bool:
    """Whether the process exists and is no zombie that nobody has collected yet."""
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return bool(state.stdout.strip()) and not state.stdout.startswith("Z")


def _until(holds: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
