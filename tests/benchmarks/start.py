"""Owns the section `start`: from `make run` to the first answer, memory, and what idling costs."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import httpx

from server.launch.plan import Plan, plan_for
from server.settings import ROOT, Settings
from tests.benchmarks.imports import seconds_by_package
from tests.benchmarks.made_run import QUESTION, Times, made_run
from tests.benchmarks.processes import Idle, Memory, family_of, idle_of, memory_of
from tests.benchmarks.results import Ratio, Section, Table
from tests.benchmarks.setup import Setup

ABOUT = (
    "`make run` with everything set up before, data in an empty folder, looked at every 50 ms "
    "until a question sent through the public API is answered with Rasa's part in it. Stages of "
    "the server are the times of its log lines; those of Rasa are the moments its log grew in a "
    "start of Rasa alone. Imports are Python's own account (-X importtime, which makes them some "
    "10 % slower). Memory is read after the questions asked, idling after a pause. Files are in "
    "the system's cache, as at any second start."
)
MOST_SECONDS, MOST_MIB = 45, 2048
# Our own figure for "near zero": a hundredth of a core, all processes together.
MOST_IDLE_PERCENT = 1.0
PACKAGES_SHOWN = 8
# What Rasa's log says, in order, and what was done by then.
RASA_SIGNS = (
    ("Starting Rasa server", "imports, command line"),
    ("Loading model", "web server made"),
)
SERVER_IMPORTS = "import server.__main__"


def measure(setup: Setup) -> Section:
    setup.say("make run, to its first answer")
    with made_run(setup.folder) as run:
        times = run.times_to_first_answer()
        for _ in range(3 if setup.is_quick else 30):
            run.ask(QUESTION)
        family = family_of(run.pid)
        memory = memory_of(family)
        setup.say("idling")
        time.sleep(2 if setup.is_quick else 10)
        idle = idle_of(family, 5 if setup.is_quick else 20)
    setup.say("Rasa alone, the server's imports alone")
    rasa, told = rasa_alone(setup.folder)
    imports = {"server": server_imports(), "Rasa": seconds_by_package(told)}
    return section_of(times, rasa, imports, memory, idle)


def section_of(
    times: Times,
    rasa: Sequence[tuple[str, float]],
    imports: Mapping[str, Mapping[str, float]],
    memory: Mapping[str, Memory],
    idle: Mapping[str, Idle],
) -> Section:
    took = times["first answer"] - times["began"]
    slowest = max(sum(found.values()) for found in imports.values())
    together = sum(each.proportional for each in memory.values())
    busy = sum(each.percent for each in idle.values())
    return Section(
        "start",
        "Start and memory",
        ABOUT,
        ratios=(
            Ratio("second start to first answer", took, "s", at_most=MOST_SECONDS),
            Ratio(
                "second start ÷ imports alone",
                took / slowest,
                f"{took:.1f} s ÷ {slowest:.1f} s, the longer imports of server and Rasa alone",
            ),
            Ratio("memory of all processes", together, "MiB, PSS", at_most=MOST_MIB),
            Ratio("idle CPU", busy, "% of one core, all processes", at_most=MOST_IDLE_PERCENT),
        ),
        tables=(_stages(times), _rasa_stages(rasa), _imports(imports), _processes(memory, idle)),
        notes=(
            "The goal of idling, below 1 % of one core, is our reading of “near zero”.",
            "Server and Rasa start at the same time: their stages overlap.",
        ),
    )


def _stages(times: Times) -> Table:
    """Each stage from the end of the one before it in the same process."""
    chain = (
        ("make", "looks whether all is set up", "began", "supervisor process"),
        ("supervisor", "imports, preconditions", "supervisor process", "server process"),
        ("server", "imports", "server process", "imports"),
        ("server", "database up to date", "imports", "database"),
        ("server", "encoder", "database", "encoder"),
        ("server", "content, index, lexical index", "encoder", "index"),
        ("server", "parts", "index", "parts"),
        ("server", "listens", "parts", "listens"),
        ("Rasa", "process to ready (the server has seen it)", "Rasa process", "ready"),
        ("", "first question answered", "ready", "first answer"),
    )
    began = times["began"]
    rows = tuple(
        (who, what, times[end] - times[start], times[end] - began)
        for who, what, start, end in chain
    )
    return Table("Stages of `make run`", ("process", "stage", "took s", "over after s"), rows)


def _rasa_stages(stages: Sequence[tuple[str, float]]) -> Table:
    ends = [0.0, *(seconds for _, seconds in stages)]
    rows = tuple(
        (name, end - before, end) for (name, end), before in zip(stages, ends, strict=False)
    )
    return Table("Rasa alone", ("stage", "took s", "over after s"), rows)


def _imports(imports: Mapping[str, Mapping[str, float]]) -> Table:
    rows: list[tuple[str, str, float, float]] = []
    for process, found in imports.items():
        total = sum(found.values())
        longest = sorted(found.items(), key=lambda item: -item[1])[:PACKAGES_SHOWN]
        rows += [(process, name, took, took / total * 100) for name, took in longest]
        rest = total - sum(took for _, took in longest)
        rows += [(process, "others", rest, rest / total * 100), (process, "all", total, 100.0)]
    title = "Imports by package, each without what it imports of others"
    return Table(title, ("process", "package", "s", "% of the process’s imports"), tuple(rows))


def _processes(memory: Mapping[str, Memory], idle: Mapping[str, Idle]) -> Table:
    rows = [
        (name, memory[name].proportional, memory[name].resident, *_idle_cells(idle[name]))
        for name in memory
    ]
    rows.append(("all", *(sum(column) for column in list(zip(*rows, strict=True))[1:])))
    columns = ("process", "PSS MiB", "RSS MiB", "idle CPU, % of one core", "wakeups/s")
    return Table("Memory and idling", columns, tuple(rows))


def _idle_cells(idle: Idle) -> tuple[float, float]:
    return idle.percent, idle.wakeups


def server_imports() -> dict[str, float]:
    command = [sys.executable, "-X", "importtime", "-c", SERVER_IMPORTS]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stderr
    return seconds_by_package(told.splitlines())


def rasa_alone(folder: Path) -> tuple[list[tuple[str, float]], list[str]]:
    """Seconds after which each stage was over, and the lines of its log."""
    plan = plan_for(Settings(var_dir=folder))
    log = folder / "rasa-alone.log"
    (folder / "tmp").mkdir(exist_ok=True)
    began = time.monotonic()
    with log.open("wb") as written:
        process = subprocess.Popen(
            [part for part in plan.rasa.command if part != "--quiet"],
            cwd=ROOT,
            env={**os.environ, **plan.rasa.environment, "PYTHONPROFILEIMPORTTIME": "1"},
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
        )
    try:
        stages = _watched(plan, log, began)
    finally:
        process.kill()
        process.wait()
    return stages, log.read_text(encoding="utf-8", errors="replace").splitlines()


def _watched(plan: Plan, log: Path, began: float) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    while not _answers(plan.rasa.ready_url):
        if time.monotonic() - began > 180:
            raise RuntimeError("Rasa alone did not start")
        text = log.read_text(encoding="utf-8", errors="replace")
        for sign, done in RASA_SIGNS[len(found) :]:
            if sign not in text:
                break
            found.append((done, time.monotonic() - began))
        time.sleep(0.05)
    return [*found, ("model loaded, with imports it needs; answers", time.monotonic() - began)]


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False, timeout=2).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
