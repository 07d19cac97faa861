"""Tests of noticing that the clock was set."""

import pytest

from server.clock import ClockWatch

DAY = 86400.0


@pytest.mark.parametrize("by", [DAY, -DAY, 3600.0, -40.0])
def test_a_clock_that_was_set_is_noticed_once(by: float) -> None:
    now = {"wall": 1_000_000.0, "monotonic": 5.0}
    watch = ClockWatch(lambda: now["wall"], lambda: now["monotonic"])
    assert watch.seconds_set() == 0
    now["wall"] += by
    assert watch.seconds_set() == pytest.approx(by)
    assert watch.seconds_set() == 0


def test_time_that_passes_and_small_corrections_are_nothing() -> None:
    now = {"wall": 1_000_000.0, "monotonic": 5.0}
    watch = ClockWatch(lambda: now["wall"], lambda: now["monotonic"])
    now["wall"], now["monotonic"] = now["wall"] + 3 * DAY + 2, now["monotonic"] + 3 * DAY
    assert watch.seconds_set() == 0
