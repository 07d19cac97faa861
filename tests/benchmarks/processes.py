"""Owns what a process and all below it take: memory, processor time, wakeups."""

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

# By what stands in their command lines, the first that fits.
NAMES = (
    ("server.launch.supervisor", "supervisor"),
    ("bot.launcher", "Rasa"),
    ("server serve", "server"),
    ("make run", "make"),
)


@dataclass(frozen=True)
class Memory:
    """In MiB. `proportional`: pages that processes share are split among them (PSS)."""

    resident: float
    proportional: float


@dataclass(frozen=True)
class Idle:
    """`percent` of one core; `wakeups` a second, of all threads."""

    percent: float
    wakeups: float


def family_of(pid: int) -> dict[str, psutil.Process]:
    """The process and all below it, by name."""
    first = psutil.Process(pid)
    return {name_of(" ".join(each.cmdline())): each for each in [first, *_below(first)]}


def name_of(command: str) -> str:
    return next((name for sign, name in NAMES if sign in command), command[:40])


def memory_of(family: Mapping[str, psutil.Process]) -> dict[str, Memory]:
    found = {}
    for name, process in family.items():
        told = process.memory_full_info()
        found[name] = Memory(told.rss / 2**20, told.pss / 2**20)
    return found


def idle_of(family: Mapping[str, psutil.Process], seconds: float) -> dict[str, Idle]:
    """Blocks for so long."""
    began = time.monotonic()
    before = {name: (_busy(each), _switches(each.pid)) for name, each in family.items()}
    time.sleep(seconds)
    after = {name: (_busy(each), _switches(each.pid)) for name, each in family.items()}
    took = time.monotonic() - began
    return {
        name: Idle(
            (after[name][0] - before[name][0]) / took * 100,
            (after[name][1] - before[name][1]) / took,
        )
        for name in family
    }


def _below(process: psutil.Process) -> Sequence[psutil.Process]:
    below: list[psutil.Process] = process.children(recursive=True)
    return below


def _busy(process: psutil.Process) -> float:
    """To 10 ms: the clock's own step."""
    times = process.cpu_times()
    return float(times.user + times.system)


def _switches(pid: int) -> int:
    """Times a thread of it went to sleep and was woken; 0 where the system does not tell."""
    total = 0
    for status in Path(f"/proc/{pid}/task").glob("*/status"):
        with suppress(OSError):
            for line in status.read_text(encoding="ascii", errors="replace").splitlines():
                if line.startswith("voluntary_ctxt_switches:"):
                    total += int(line.split()[1])
    return total
