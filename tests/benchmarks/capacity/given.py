"""Owns levels of load as the tests of the capacity plan are given them."""

from collections.abc import Mapping

from tests.benchmarks.load.level import Level, Turn

SECONDS = 10
CPU_MS = {"server": 20.0, "Rasa": 13.0, "load tool": 2.0}


def level(visitors: int, rate: int, cpu_ms: Mapping[str, float] = CPU_MS) -> Level:
    """`rate` turns a second, all of them as long, in turn of each visitor."""
    number, seconds = rate * SECONDS, visitors / rate
    calls = tuple(
        Turn(at % visitors, SECONDS + at * (SECONDS - 0.1) / number - seconds, seconds, "answered")
        for at in range(1, number + 1)
    )
    cpu = {name: each * number / 1000 for name, each in cpu_ms.items()}
    return Level(visitors, SECONDS, 2 * SECONDS, number, cpu, calls)
