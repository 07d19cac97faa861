"""Tests of the figures made of turns."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.benchmarks.load.level import Level, LoadFailed, Turn, checked


def turn(visitor: int, ended: float, ms: float = 100, fault: str = "") -> Turn:
    return Turn(visitor, ended - ms / 1000, ms / 1000, "answered", fault)


def level(calls: Sequence[Turn], visitors: int = 2) -> Level:
    cpu = {"server": 0.5, "Rasa": 0.25}
    return Level(visitors, 10.0, 20.0, len(calls), cpu, tuple(calls))


def test_percentiles_throughput_and_cpu() -> None:
    found = level([turn(at % 2, 10 + at / 10, ms=at) for at in range(1, 101)])
    assert found.percentile(50) == pytest.approx(50.5)
    assert found.percentile(95) == pytest.approx(95.05)
    assert found.longest == pytest.approx(100)
    assert found.rate == pytest.approx(10)
    assert found.cpu_ms("Rasa") == pytest.approx(2.5)
    assert found.statuses() == {"answered": 100}


def test_only_turns_that_end_while_it_is_measured_count() -> None:
    start = replace(turn(0, 15), status="")
    found = level([turn(0, 9.9), turn(0, 10.05), start, turn(1, 20), turn(1, 20.1)])
    assert [each.ended for each in found.turns] == pytest.approx([10.05, 20])


def test_a_visitor_without_a_turn_counts_as_the_one_with_fewest() -> None:
    calls = [turn(0, 11), turn(0, 12), turn(1, 13)]
    assert level(calls).turns_each == (1, 2)
    assert level(calls).fairness == 0.5
    assert level(calls, visitors=3).turns_each == (0, 1, 2)
    assert level(calls, visitors=3).fairness == 0


@pytest.mark.parametrize("ended", [9.0, 15.0, 21.0], ids=["warm-up", "measured", "after"])
def test_one_failed_turn_fails_the_run(ended: float) -> None:
    calls = [turn(0, 11), turn(1, 12), turn(0, ended, fault="a degraded turn")]
    message = "ours with 2 at once: 1 of 3 calls failed: 1 x a degraded turn"
    with pytest.raises(LoadFailed, match=message):
        checked(level(calls), "ours")


def test_no_turn_fails_the_run_and_a_clean_level_passes() -> None:
    with pytest.raises(LoadFailed, match="no turn ended"):
        checked(level([turn(0, 9)]), "ours")
    clean = level([turn(0, 11)])
    assert checked(clean, "ours") is clean
