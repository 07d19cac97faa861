"""Owns when staff are there: opening hours by weekday, a time zone and holidays."""

import datetime as dt
import functools
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import holidays

ALWAYS = "always"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS_SHAPE = 'Write it as in "mon-fri 08:00-18:00; sat 09:00-12:00", or "always".'
HOLIDAYS_SHAPE = (
    'Write a country for its public holidays, dates as 2026-12-24, or both: "US,2026-12-24".'
)
_PART = re.compile(r"([a-z]{3})(?:-([a-z]{3}))? (\d\d):(\d\d)-(\d\d):(\d\d)")
_DAY = dt.timedelta(days=1)
# Zones whose name in plain words differs from their key.
_ZONE_WORDS = {
    "America/New_York": "Eastern time",
    "America/Chicago": "Central time",
    "America/Denver": "Mountain time",
    "America/Phoenix": "Mountain standard time",
    "America/Los_Angeles": "Pacific time",
    "America/Anchorage": "Alaska time",
    "America/Puerto_Rico": "Atlantic standard time",
    "Pacific/Honolulu": "Hawaii time",
    "UTC": "UTC",
}

# From and to, in minutes of the local day; 24:00 is 1440.
Span = tuple[int, int]
Week = Mapping[int, tuple[Span, ...]]


@dataclass(frozen=True)
class Holidays:
    """Days on which nobody is there: those of a country, and single ones."""

    country: str | None = None
    dates: frozenset[dt.date] = field(default_factory=frozenset)

    def __contains__(self, day: dt.date) -> bool:
        return day in self.dates or day in _of_country(self.country, day.year)


@functools.cache
def _of_country(country: str | None, year: int) -> frozenset[dt.date]:
    """Public holidays, with the days on which those of a weekend are observed."""
    if country is None:
        return frozenset()
    return frozenset(holidays.country_holidays(country, years=year))


@dataclass(frozen=True)
class OpeningHours:
    """`week` has the spans of each weekday, 0 is Monday; never empty as a whole."""

    week: Week
    zone: ZoneInfo
    holidays: Holidays = field(default_factory=Holidays)

    def is_open(self, moment: dt.datetime) -> bool:
        return self.next_opening(moment) == moment

    def next_opening(self, moment: dt.datetime) -> dt.datetime:
        """The first moment from this one on at which staff are there; this one if they are now."""
        start, _ = next(self._spans(moment))
        return max(start, moment)

    def add_business_hours(self, moment: dt.datetime, hours: float) -> dt.datetime:
        """When so many hours of opening have passed. They are real hours, over a clock change too.

        What ends with the office's day ends then, not when it opens again.
        """
        left = dt.timedelta(hours=hours)
        for start, end in self._spans(moment):
            begun = max(start, moment)
            if left <= end - begun:
                return begun + left
            left -= end - begun
        raise AssertionError("spans have no end")

    def _spans(self, moment: dt.datetime) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        """The spans that end after the moment, in UTC and in order, without an end."""
        day = moment.astimezone(self.zone).date()
        while True:
            for begin, end in self._of_day(day):
                if end > moment:
                    yield begin, end
            day += _DAY

    def _of_day(self, day: dt.date) -> list[tuple[dt.datetime, dt.datetime]]:
        spans = self.week.get(day.weekday(), ())
        if not spans or day in self.holidays:
            return []
        return [(self._at(day, begin), self._at(day, end)) for begin, end in spans]

    def _at(self, day: dt.date, minutes: int) -> dt.datetime:
        days, rest = divmod(minutes, 24 * 60)
        time = dt.time(rest // 60, rest % 60, tzinfo=self.zone)
        return dt.datetime.combine(day + days * _DAY, time).astimezone(dt.UTC)

    def opening_in_words(self, moment: dt.datetime) -> str:
        """The next opening for a sentence: "Monday at 8:00 a.m. Eastern time"."""
        today = moment.astimezone(self.zone).date()
        opening = self.next_opening(moment).astimezone(self.zone)
        ahead = (opening.date() - today).days
        day = "today" if ahead == 0 else f"{opening:%A}"
        if ahead > 6:
            day = f"{opening:%A}, {opening:%B} {opening.day},"
        return f"{day} at {_clock(opening)} {self.zone_in_words(opening)}"

    def zone_in_words(self, moment: dt.datetime) -> str:
        return _ZONE_WORDS.get(self.zone.key) or f"{moment:%Z} ({self.zone.key})"


def _clock(moment: dt.datetime) -> str:
    half = "a.m." if moment.hour < 12 else "p.m."
    return f"{moment.hour % 12 or 12}:{moment.minute:02} {half}"


def parse_week(text: str) -> Week:
    """Raises ValueError that says what to write."""
    week: dict[int, list[Span]] = {}
    parts = [" ".join(part.lower().split()) for part in text.split(";") if part.strip()]
    if parts == [ALWAYS]:
        return dict.fromkeys(range(7), ((0, 24 * 60),))
    for part in parts:
        days, span = _part(part)
        for day in days:
            week.setdefault(day, []).append(span)
    if not week:
        raise ValueError(f"No opening hours. {HOURS_SHAPE}")
    return {day: _in_order(day, spans) for day, spans in week.items()}


def _part(part: str) -> tuple[list[int], Span]:
    found = _PART.fullmatch(part)
    if found is None or not {found[1], found[2] or found[1]} <= set(DAYS):
        raise ValueError(f'"{part}" is not understood. {HOURS_SHAPE}')
    first, last = DAYS.index(found[1]), DAYS.index(found[2] or found[1])
    # "sat-mon" goes over the end of the week.
    days = [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    begin, end = _minutes(found[3], found[4], part), _minutes(found[5], found[6], part)
    if begin >= end:
        raise ValueError(f'"{part}" ends before it begins. Write a night as two parts.')
    return days, (begin, end)


def _minutes(hour: str, minute: str, part: str) -> int:
    minutes = int(hour) * 60 + int(minute)
    if int(minute) > 59 or minutes > 24 * 60:
        raise ValueError(f'"{part}" has a time that is none. Times go from 00:00 to 24:00.')
    return minutes


def _in_order(day: int, spans: list[Span]) -> tuple[Span, ...]:
    ordered = sorted(spans)
    for (_, end), (begin, _) in itertools.pairwise(ordered):
        if begin < end:
            raise ValueError(f"Hours of {DAYS[day]} overlap. {HOURS_SHAPE}")
    return tuple(ordered)


def parse_zone(text: str) -> ZoneInfo:
    """Raises ValueError that says what to write."""
    try:
        return ZoneInfo(text.strip())
    except (OSError, ValueError, KeyError) as error:
        raise ValueError(
            f'"{text}" is no time zone. Write a name such as America/New_York.'
        ) from error


def parse_holidays(text: str) -> Holidays:
    """Raises ValueError that says what to write."""
    countries, dates = [], set()
    for part in (part.strip() for part in text.split(",") if part.strip()):
        if part.upper() in holidays.list_supported_countries():
            countries.append(part.upper())
            continue
        try:
            dates.add(dt.date.fromisoformat(part))
        except ValueError as error:
            raise ValueError(f'"{part}" is no holiday. {HOLIDAYS_SHAPE}') from error
    if len(countries) > 1:
        raise ValueError(f"More than one country. {HOLIDAYS_SHAPE}")
    return Holidays(countries[0] if countries else None, frozenset(dates))
