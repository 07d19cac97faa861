"""Tests of the charts' geometry."""

import datetime as dt
from collections import Counter

import pytest

from server.measures.charts import BOTTOM, HEIGHT, TOP, WIDTH, Chart, stacked
from server.measures.figures import Days
from server.measures.periods import last_days
from tests.server.measures.history import NOW, OCTOBER, UTC

SERIES = {"answered": "Answered", "choices": "Offered choices"}
FIRST, SECOND = dt.date(2026, 10, 1), dt.date(2026, 10, 2)


def chart() -> Chart:
    days: Days = Counter(
        {(FIRST, "answered"): 30, (FIRST, "choices"): 10, (SECOND, "answered"): 20}
    )
    return stacked("key", "Questions", SERIES, days, OCTOBER)


def test_bars_are_stacked_to_scale() -> None:
    first, second, third, *_ = chart().bars
    answered, choices = first.segments
    (alone,) = second.segments
    assert answered.height == pytest.approx(3 * choices.height, abs=0.02)
    assert alone.height == pytest.approx(2 * choices.height, abs=0.02)
    assert answered.y == pytest.approx(choices.y + choices.height, abs=0.02)
    assert answered.y + answered.height == pytest.approx(HEIGHT - BOTTOM)
    assert choices.y == pytest.approx(TOP, abs=0.02)
    assert third.segments == ()
    assert all(bar.center < WIDTH for bar in chart().bars)


def test_totals_are_told() -> None:
    made = chart()
    assert made.series == {"answered": ("Answered", 50), "choices": ("Offered choices", 10)}
    assert (made.total, made.peak.label, made.peak.total) == (60, "Oct 1", 40)
    assert [bar.label for bar in made.bars][-1] == "Oct 31"


def test_a_long_period_is_shown_by_the_week() -> None:
    period = last_days(90, NOW, UTC)  # from Sunday, August 23
    days: Days = Counter({(day, "answered"): 1 for day in period.days})
    made = stacked("key", "Questions", SERIES, days, period)
    assert made.is_weekly
    assert [(bar.label, bar.total) for bar in made.bars[:3]] == [
        ("Aug 23", 1),
        ("Aug 24", 7),
        ("Aug 31", 7),
    ]
    assert sum(bar.total for bar in made.bars) == 90


@pytest.mark.parametrize(
    ("most", "ticks"),
    [(0, [0, 1]), (1, [0, 1]), (4, [0, 1, 2, 3, 4]), (7, [0, 2, 4, 6, 8]),
     (40, [0, 10, 20, 30, 40]),
     (41, [0, 20, 40, 60]), (1234, [0, 500, 1000, 1500])],
)  # fmt: skip
def test_ticks_are_round_and_reach_the_highest_bar(most: int, ticks: list[int]) -> None:
    days: Days = Counter({(FIRST, "answered"): most})
    made = stacked("key", "Questions", SERIES, days, OCTOBER)
    assert [tick.value for tick in made.ticks] == ticks
