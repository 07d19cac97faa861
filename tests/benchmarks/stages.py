"""Owns the section `stages`: where the time of a turn goes, from traces of server and Rasa."""

import itertools
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import yaml

from server.launch.plan import Plan, free_port, plan_for
from server.launch.supervisor import Supervisor
from server.settings import ROOT, Settings
from tests.benchmarks.flame import flame_graph
from tests.benchmarks.results import Ratio, Section, Table
from tests.benchmarks.setup import Setup
from tests.benchmarks.stacks import Stack, shares, stacks_of
from tests.benchmarks.traced_server import DATABASE, STAGES, Times

ABOUT = (
    "Two traces of one assistant, started for them. Wall time: one conversation asks one question "
    "after another, each stage timed where it happens, in the server (methods wrapped from "
    "outside; parts of Rasa are seen from the server). Processor: while four conversations ask "
    "without a pause, py-spy samples both processes 100 times a second; a function of C counts to "
    "the Python that called it. Held-out questions, each once."
)
CONVERSATIONS = 4
PACKAGES_SHOWN = 18
_SOON_DEAD = 30.0


@dataclass(frozen=True)
class Assistant:
    """A running one, whose server writes its times to a file when it ends."""

    url: str
    pids: dict[str, int]
    times: Path


def measure(setup: Setup) -> Section:
    texts = questions()
    setup.say("starting the assistant")
    with assistant(setup.folder) as running:
        converse(running.url, itertools.islice(texts, 5))  # warm up
        setup.say("one conversation: wall time")
        began = time.time()
        asked = converse(running.url, itertools.islice(texts, 10 if setup.is_quick else 100))
        ended = time.time()
        setup.say(f"{CONVERSATIONS} conversations: processor, sampled by py-spy")
        raw = sampled(running, texts, setup.folder, 5 if setup.is_quick else 20)
    times = [
        (stage, at, seconds)
        for stage, at, seconds in json.loads(running.times.read_text(encoding="utf-8"))
        if began <= at <= ended
    ]
    return section_of(asked, times, {name: stacks_of(text) for name, text in raw.items()})


def section_of(asked: Sequence[float], times: Times, traced: dict[str, list[Stack]]) -> Section:
    """`asked`: the seconds of each turn as the citizen waited."""
    whole = sum(asked) / len(asked)
    per_turn = {
        stage: sum(took for name, _, took in times if name == stage) / len(asked)
        for stage in (*STAGES, DATABASE)
    }
    names = {"turn: Rasa": "Rasa", "turn: Rasa: action: retrieval": "retrieval"}
    ratios = [
        Ratio(f"share of {told}", per_turn[stage] / whole, f"{told} ÷ the whole turn, wall time")
        for stage, told in (*names.items(), (DATABASE, "database"))
    ]
    return Section(
        "stages",
        "Where the time of a turn goes",
        ABOUT,
        ratios=tuple(ratios),
        tables=(
            _wall(whole, per_turn, times, len(asked)),
            *(_packages(name, stacks) for name, stacks in traced.items()),
        ),
        pictures=tuple(
            (f"{name}: flame graph under {CONVERSATIONS} conversations", flame_graph(stacks))
            for name, stacks in traced.items()
        ),
        notes=("A part stands below its whole, further in; what is left of it is its own.",),
    )


def _wall(whole: float, per_turn: dict[str, float], times: Times, turns: int) -> Table:
    seen = [(name, per_turn[name]) for name in per_turn]
    inside = per_turn["authorise"] + per_turn["turn"]
    rows: list[tuple[str, float, float, float]] = [("the citizen waits", whole * 1000, 100.0, 1.0)]
    rows.append(("HTTP, routing, JSON", *_cells(whole - inside, whole), 1.0))
    for name, seconds in seen:
        *above, told = name.split(": ")
        calls = sum(1 for stage, _, _ in times if stage == name) / turns
        rows.append(("\u2003" * len(above) + told, *_cells(seconds, whole), calls))
    columns = ("stage", "ms a turn, mean", "% of the turn", "times a turn")
    return Table("Wall time of a turn, one conversation", columns, tuple(rows))


def _cells(seconds: float, whole: float) -> tuple[float, float]:
    return seconds * 1000, seconds / whole * 100


def _packages(name: str, stacks: list[Stack]) -> Table:
    rows = [(share.package, share.own, share.below) for share in shares(stacks)[:PACKAGES_SHOWN]]
    columns = ("package", "own, % of CPU samples", "with what it calls, %")
    title = f"{name}: processor time by package, {CONVERSATIONS} conversations"
    return Table(title, columns, tuple(rows))


def questions() -> Iterator[str]:
    """Held-out questions, taken from all topics in turn, for ever."""
    topics = [
        [row["text"] for row in yaml.safe_load(path.read_text(encoding="utf-8"))["questions"]]
        for path in sorted((ROOT / "tests" / "knowledge").glob("*.yml"))
    ]
    mixed = [text for row in itertools.zip_longest(*topics) for text in row if text]
    return itertools.cycle(mixed)


def converse(url: str, texts: Iterator[str]) -> list[float]:
    """One conversation; the seconds of each turn. Raises RuntimeError where one was degraded."""
    took = []
    with httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
        made = client.post("/api/conversations", json={}).raise_for_status().json()
        path = f"/api/conversations/{made['conversation_id']}/messages"
        headers = {"Authorization": f"Bearer {made['token']}"}
        for text in texts:
            began = time.perf_counter()
            answer = client.post(path, json={"text": text}, headers=headers).raise_for_status()
            took.append(time.perf_counter() - began)
            if answer.json()["degraded"]:
                raise RuntimeError("a turn was degraded: is Rasa up?")
    return took


@contextmanager
def assistant(folder: Path) -> Iterator[Assistant]:
    """With the timed server in place of the plain one."""
    times = folder / "times.json"
    plan = _timed_plan(folder, times)
    supervisor = Supervisor(plan)
    try:
        supervisor.start()
        supervisor.wait_ready()
        pids = {
            program.name: int(program.pid_file.read_text(encoding="ascii"))
            for program in (plan.server, plan.rasa)
        }
        yield Assistant(f"http://127.0.0.1:{plan.port}", pids, times)
    finally:
        supervisor.stop()


def _timed_plan(folder: Path, times: Path) -> Plan:
    settings = Settings(var_dir=folder, port=free_port(), rate_limit="off")
    plan = plan_for(settings, {"ASSISTANT_RATE_LIMIT": "off"})
    command = (sys.executable, "-m", "tests.benchmarks.traced_server", str(times))
    return replace(plan, server=replace(plan.server, command=command))


def sampled(running: Assistant, texts: Iterator[str], folder: Path, seconds: int) -> dict[str, str]:
    """What py-spy wrote of each process while conversations asked."""
    ended = threading.Event()
    guarded = _Shared(texts, ended)
    threads = [
        threading.Thread(target=converse, args=(running.url, guarded)) for _ in range(CONVERSATIONS)
    ]
    for thread in threads:
        thread.start()
    spies = {name: _spy(pid, folder / f"{name}.raw", seconds) for name, pid in running.pids.items()}
    try:
        for spy in spies.values():
            if spy.wait(seconds + _SOON_DEAD) != 0:
                raise RuntimeError("py-spy failed: it needs the right to trace (root)")
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    return {name: (folder / f"{name}.raw").read_text(encoding="utf-8") for name in spies}


def _spy(pid: int, file: Path, seconds: int) -> subprocess.Popen[bytes]:
    program = Path(sys.executable).with_name("py-spy")
    options = ["--duration", str(seconds), "--format", "raw", "--full-filenames"]
    return subprocess.Popen(
        [program, "record", "--pid", str(pid), *options, "--output", file],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


class _Shared:
    """The texts until `ended`, one at a time."""

    def __init__(self, texts: Iterator[str], ended: threading.Event) -> None:
        self._texts, self._ended, self._lock = texts, ended, threading.Lock()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        with self._lock:
            if self._ended.is_set():
                raise StopIteration
            return next(self._texts)
