"""Opening hours: open or closed, the next opening, hours that count, and what cannot be set."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.conversations.hours import (
    Holidays,
    OpeningHours,
    parse_holidays,
    parse_week,
    parse_zone,
)

OFFICE = "mon-fri 08:00-18:00; sat 09:00-12:00"
NEW_YORK = parse_zone("America/New_York")


def hours(week: str = OFFICE, days_off: str = "US", zone: str = "America/New_York") -> OpeningHours:
    return OpeningHours(parse_week(week), parse_zone(zone), parse_holidays(days_off))


def at(text: str) -> dt.datetime:
    """A moment by the clock in New York; in the hour that comes twice, the first."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=NEW_YORK).astimezone(dt.UTC)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        pytest.param("2026-11-23 07:59", False, id="Monday before eight"),
        pytest.param("2026-11-23 08:00", True, id="Monday at eight"),
        pytest.param("2026-11-23 17:59", True, id="Monday before six"),
        pytest.param("2026-11-23 18:00", False, id="Monday at six"),
        pytest.param("2026-11-28 11:00", True, id="Saturday morning"),
        pytest.param("2026-11-28 12:00", False, id="Saturday noon"),
        pytest.param("2026-11-29 11:00", False, id="Sunday"),
        pytest.param("2026-11-26 11:00", False, id="Thanksgiving"),
        pytest.param("2026-07-03 11:00", False, id="Independence Day, observed on Friday"),
        pytest.param("2027-12-31 11:00", False, id="New Year's Day 2028, observed the year before"),
        pytest.param("2026-07-06 11:00", True, id="Monday after"),
    ],
)
def test_open_or_closed(moment: str, is_open: bool) -> None:
    assert hours().is_open(at(moment)) is is_open


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        pytest.param("2026-11-23 10:00", "2026-11-23 10:00", id="now, while open"),
        pytest.param("2026-11-23 05:00", "2026-11-23 08:00", id="later that day"),
        pytest.param("2026-11-27 18:00", "2026-11-28 09:00", id="Friday evening"),
        pytest.param("2026-11-28 12:00", "2026-11-30 08:00", id="Saturday noon"),
        pytest.param("2026-11-25 19:00", "2026-11-27 08:00", id="over a holiday"),
        # Clocks go forward on 2026-03-08 and back on 2026-11-01, Sundays both.
        pytest.param("2026-03-07 13:00", "2026-03-09 08:00", id="over the start of summer time"),
        pytest.param("2026-10-31 13:00", "2026-11-02 08:00", id="over the end of summer time"),
    ],
)
def test_the_next_opening(moment: str, opening: str) -> None:
    assert hours().next_opening(at(moment)) == at(opening)


@pytest.mark.parametrize(
    ("moment", "count", "due"),
    [
        pytest.param("2026-11-23 09:00", 4, "2026-11-23 13:00", id="within the day"),
        pytest.param("2026-11-23 09:00", 9, "2026-11-23 18:00", id="to the end of the day"),
        pytest.param("2026-11-23 16:00", 4, "2026-11-24 10:00", id="over the night"),
        pytest.param("2026-11-23 20:00", 1, "2026-11-24 09:00", id="begun while closed"),
        pytest.param("2026-11-25 16:00", 4, "2026-11-27 10:00", id="over a holiday"),
        pytest.param("2026-11-27 17:00", 5, "2026-11-30 09:00", id="over Saturday and Sunday"),
        pytest.param("2026-11-24 20:00", 0, "2026-11-25 08:00", id="none: as soon as open"),
        pytest.param("2026-11-23 09:00", 0.5, "2026-11-23 09:30", id="half an hour"),
    ],
)
def test_hours_count_while_open(moment: str, count: float, due: str) -> None:
    assert hours().add_business_hours(at(moment), count) == at(due)


def test_hours_are_real_ones_over_a_clock_change() -> None:
    nights = hours("sat-sun 00:00-24:00", "")
    # The night of 2026-03-08 lacks the hour from two to three.
    assert nights.add_business_hours(at("2026-03-08 01:00"), 2) == at("2026-03-08 04:00")
    # In the night of 2026-11-01 the hour from one to two comes twice.
    assert nights.add_business_hours(at("2026-11-01 00:30"), 2) == at("2026-11-01 01:30") + (
        dt.timedelta(hours=1)
    )


@given(
    st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 12, 31), timezones=st.just(dt.UTC)),
    st.floats(0, 200, allow_nan=False),
)
def test_what_is_due_is_due_while_open(moment: dt.datetime, count: float) -> None:
    office = hours()
    due = office.add_business_hours(moment, count)
    assert due >= moment + dt.timedelta(hours=count)
    assert office.is_open(due - dt.timedelta(microseconds=1)) or office.is_open(due)
    assert office.add_business_hours(moment, count + 1) > due


def test_always_is_always() -> None:
    always = hours("always", "")
    moment = at("2026-12-25 03:00")
    assert always.is_open(moment)
    assert always.add_business_hours(moment, 30) == moment + dt.timedelta(hours=30)


def test_a_week_may_go_over_its_end() -> None:
    assert set(parse_week("sat-mon 10:00-11:00")) == {5, 6, 0}


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-11-23 05:00", "today at 8:00 a.m. Eastern time"),
        ("2026-11-27 19:00", "Saturday at 9:00 a.m. Eastern time"),
        ("2026-11-28 12:00", "Monday at 8:00 a.m. Eastern time"),
    ],
)
def test_the_opening_in_words(moment: str, said: str) -> None:
    assert hours().opening_in_words(at(moment)) == said


def test_an_opening_far_ahead_has_its_date() -> None:
    office = hours("mon 13:30-14:00", "2026-11-30", "Europe/Paris")
    said = office.opening_in_words(dt.datetime(2026, 11, 23, 20, tzinfo=dt.UTC))
    assert said == "Monday, December 7, at 1:30 p.m. CET (Europe/Paris)"


@pytest.mark.parametrize(
    ("parse", "text", "told"),
    [
        (parse_week, "", "always"),
        (parse_week, "weekdays 8-18", "mon-fri 08:00-18:00"),
        (parse_week, "mon-fry 08:00-18:00", "mon-fri 08:00-18:00"),
        (parse_week, "mon 18:00-08:00", "ends before it begins"),
        (parse_week, "mon 08:00-24:30", "from 00:00 to 24:00"),
        (parse_week, "mon 08:00-12:00; mon-fri 11:00-15:00", "overlap"),
        (parse_zone, "Eastern", "America/New_York"),
        (parse_zone, "../../etc/passwd", "America/New_York"),
        (parse_holidays, "US,24.12.2026", "2026-12-24"),
        (parse_holidays, "US,CA", "More than one country"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_write(
    parse: Any, text: str, told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        parse(text)


def test_holidays_are_those_of_a_country_and_dates() -> None:
    days = parse_holidays("us, 2026-12-24")
    assert dt.date(2026, 12, 24) in days
    assert dt.date(2026, 12, 25) in days
    assert dt.date(2026, 12, 26) not in days
    assert dt.date(2026, 12, 25) not in Holidays()
