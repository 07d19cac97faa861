"""Tests of the section `long`, of given times."""

import pytest

from tests.benchmarks.load.long import TURNS, Long, section


def growing(first: float, last: float) -> tuple[float, ...]:
    return tuple(first + (last - first) * at / TURNS for at in range(TURNS))


def test_late_turns_are_compared_with_young_ones_beside_them() -> None:
    slower_machine = Long("ours", (growing(20, 60), growing(20, 62)), (59.0, 60.0, 61.0))
    grows = Long("stock Rasa", (growing(100, 600),), (100.0,))
    found = section([slower_machine, grows])
    ours, stock = found.ratios
    assert ours.value == pytest.approx(1.0, abs=0.1)
    assert ours.is_met
    assert stock.value > 5
    assert not stock.has_goal
    assert [len(line.points) for line in found.plots[0].lines] == [21, 21]
    assert found.tables[0].rows[0][0] == "1 to 10"
    assert found.tables[0].rows[-1][1:] == (60.0, 100.0)


def test_a_conversation_that_grows_misses_the_goal() -> None:
    assert not section([Long("ours", (growing(20, 40),), (20.0,))]).ratios[0].is_met
