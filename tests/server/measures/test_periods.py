"""Tests of the periods."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from server.measures.periods import NoSuchPeriod, months_before, period_of

NEW_YORK = ZoneInfo("America/New_York")
# 22:30 of the 14th in New York.
NOW = dt.datetime(2026, 12, 15, 3, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "start", "end", "days"),
    [
        pytest.param("2026-11", (11, 1, 4), (12, 1, 5), 30, id="clocks change within it"),
        pytest.param("2026-12", (12, 1, 5), (1, 1, 5), 31, id="over the new year"),
        pytest.param("7", (12, 8, 5), (12, 15, 5), 7, id="last days, today among them"),
    ],
)
def test_a_period_is_of_whole_days_where_the_agency_is(
    text: str, start: tuple[int, int, int], end: tuple[int, int, int], days: int
) -> None:
    period = period_of(text, NOW, NEW_YORK)

    def utc(moment: dt.datetime) -> tuple[int, int, int]:
        there = moment.astimezone(dt.UTC)
        return there.month, there.day, there.hour

    assert (utc(period.start), utc(period.end)) == (start, end)
    assert len(period.days) == days
    assert period.holds(period.start)
    assert not period.holds(period.end)
    assert not period.holds(None)


# The last but one is in Arabic digits: the period's name goes into a file name and a header.
@pytest.mark.parametrize(
    "text",
    ["", "8", "2026-13", "2026-1", "0000-01", "9999-12", "\u0662\u0660\u0662\u0666-11", "month"],
)
def test_anything_else_is_no_period(text: str) -> None:
    with pytest.raises(NoSuchPeriod):
        period_of(text, NOW, NEW_YORK)


def test_months_are_listed_back_from_this_one() -> None:
    found = [each.key for each in months_before(NOW, NEW_YORK, 3)]
    assert found == ["2026-12", "2026-11", "2026-10"]
