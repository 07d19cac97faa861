"""Tests of what the section `start` makes of what it read."""

import os

import pytest

from tests.benchmarks.imports import seconds_by_package
from tests.benchmarks.made_run import stages_told
from tests.benchmarks.processes import Idle, Memory, family_of, idle_of, memory_of, name_of
from tests.benchmarks.results import Section
from tests.benchmarks.start import section_of

TIMES = {
    "began": 100.0,
    "supervisor process": 101.0,
    "server process": 102.0,
    "Rasa process": 102.0,
    "imports": 110.0,
    "database": 111.0,
    "encoder": 113.0,
    "index": 118.0,
    "parts": 118.5,
    "listens": 119.0,
    "ready": 121.0,
    "first answer": 121.5,
}
IMPORTS = {"server": {"torch": 4.0, "numpy": 1.0}, "Rasa": {"tensorflow": 10.0}}


def section(idle: float = 0.4, memory: float = 900.0) -> Section:
    return section_of(
        TIMES,
        [("imports", 5.0), ("answers", 12.0)],
        IMPORTS,
        {"server": Memory(1000.0, memory), "Rasa": Memory(600.0, 500.0)},
        {"server": Idle(idle, 40.0), "Rasa": Idle(0.1, 2.0)},
    )


@pytest.mark.parametrize(
    ("idle", "memory", "unmet"),
    [(0.4, 900.0, []), (1.2, 900.0, ["idle CPU"]), (0.4, 1600.0, ["memory of all processes"])],
)
def test_goals_are_of_all_processes_together(idle: float, memory: float, unmet: list[str]) -> None:
    found = section(idle, memory)
    assert [ratio.name for ratio in found.ratios if not ratio.is_met] == unmet


def test_the_start_is_told_stage_by_stage_and_against_bare_imports() -> None:
    found = section()
    assert [ratio.value for ratio in found.ratios[:2]] == [21.5, 2.15]
    stages, rasa, imports, processes = found.tables
    assert ("server", "imports", 8.0, 10.0) in stages.rows
    assert ("Rasa", "process to ready (the server has seen it)", 19.0, 21.0) in stages.rows
    assert rasa.rows == (("imports", 5.0, 5.0), ("answers", 7.0, 12.0))
    assert ("server", "torch", 4.0, 80.0) in imports.rows
    assert processes.rows[-1] == ("all", 1400.0, 1600.0, 0.5, 42.0)


def test_imports_are_added_up_by_package() -> None:
    told = [
        "import time: self [us] | cumulative | imported package",
        "import time:       250 |        250 |     torch._C",
        "import time:   1000000 |    1000250 |   torch",
        "a line of the log",
        "import time:       500 |    1000750 | numpy.linalg",
    ]
    assert seconds_by_package(told) == pytest.approx({"torch": 1.00025, "numpy": 0.0005})


def test_the_log_tells_when_a_stage_was_over() -> None:
    line = '{"done": "%s", "event": "start_stage", "timestamp": "2026-11-23T18:15:%sZ"}'
    log = "\n".join(["a warning", line % ("imports", "15.5"), line % ("encoder", "18.0")])
    times = stages_told(log)
    assert times["encoder"] - times["imports"] == pytest.approx(2.5)


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("/rasa/.venv/bin/python -m server serve", "server"),
        ("python -m bot.launcher run --model server serve", "Rasa"),
        (".venv/bin/python -m server.launch.supervisor", "supervisor"),
        ("make run", "make"),
    ],
)
def test_a_process_is_known_by_its_command(command: str, name: str) -> None:
    assert name_of(command) == name


def test_what_a_process_takes_is_read_from_the_system() -> None:
    own = list(family_of(os.getpid()).items())[:1]
    memory, idle = memory_of(dict(own)), idle_of(dict(own), 0.01)
    (told,), (cost,) = memory.values(), idle.values()
    assert 1 < told.proportional <= told.resident
    assert cost.percent >= 0
    assert cost.wakeups >= 0
