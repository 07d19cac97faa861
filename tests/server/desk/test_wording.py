"""Tests of the desk's words."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from server.desk.wording import Clock, NoTime, due_in_words, happened, span

CLOCK = Clock(ZoneInfo("America/New_York"), "Eastern time")
NOW = dt.datetime(2026, 11, 23, 17, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "less than a minute"),
        (59, "less than a minute"),
        (60, "1 minute"),
        (3_599, "59 minutes"),
        (7_200, "2 hours"),
        (86_400, "1 day"),
        (-200_000, "2 days"),
    ],
)
def test_a_span_is_told_in_its_largest_unit(seconds: float, words: str) -> None:
    assert span(seconds) == words


@pytest.mark.parametrize(
    ("hours", "is_overdue", "words"),
    [(5, False, "In 5 hours"), (-5, True, "Overdue by 5 hours"), (-5, False, "5 hours ago")],
)
def test_what_is_due_is_told_from_now(hours: int, is_overdue: bool, words: str) -> None:
    assert due_in_words(NOW + dt.timedelta(hours=hours), is_overdue, NOW) == words
    assert due_in_words(None, is_overdue, NOW) == ""


def test_times_are_those_of_the_office() -> None:
    assert CLOCK.words(NOW) == "Nov 23, 2026, 12:05 p.m."
    assert CLOCK.words(NOW.replace(hour=5)) == "Nov 23, 2026, 12:05 a.m."
    assert CLOCK.field(NOW) == "2026-11-23T12:05"
    assert CLOCK.read("2026-11-23T12:05") == NOW


@pytest.mark.parametrize(
    "field", ["", "soon", "2026-13-01T00:00", "0001-01-01T00:00", "9999-12-31"]
)
def test_a_time_that_is_none_is_refused(field: str) -> None:
    with pytest.raises(NoTime):
        CLOCK.read(field)


def test_what_happened_is_told_with_names() -> None:
    assert happened("assign", {"to": "bea"}, {"bea": "Bea S."}) == "handed it to Bea S."
    assert happened("set_topic", {"to": None}, {}) == "set the topic to none"
    assert happened("some_new_thing", {}, {}) == "some new thing"
