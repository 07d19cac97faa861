"""Owns the periods that are measured: a month, or the last days up to now."""

import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from server.errors import NotFound

LAST_DAYS = (7, 30, 90)
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
# Longer ones are shown by the week: more bars than this cannot be told apart.
MOST_DAILY_BARS = 35


class NoSuchPeriod(NotFound):
    code = "no_such_period"
    detail = "A period is a month, such as 2026-11, or the last 7, 30 or 90 days."


@dataclass(frozen=True)
class Period:
    """From `start` on and before `end`; both are midnights of `zone`."""

    key: str
    label: str
    start: dt.datetime
    end: dt.datetime
    zone: ZoneInfo

    def holds(self, moment: dt.datetime | None) -> bool:
        return moment is not None and self.start <= moment < self.end

    def day_of(self, moment: dt.datetime) -> dt.date:
        return moment.astimezone(self.zone).date()

    @property
    def days(self) -> list[dt.date]:
        first, last = self.start.date(), self.end.date()
        return [first + dt.timedelta(days=each) for each in range((last - first).days)]

    @property
    def is_weekly(self) -> bool:
        return len(self.days) > MOST_DAILY_BARS


def month(text: str, zone: ZoneInfo) -> Period:
    """Raises NoSuchPeriod unless it is written as 2026-11."""
    found = _MONTH.fullmatch(text)
    if found is None or not dt.MINYEAR < int(found[1]) < dt.MAXYEAR:
        raise NoSuchPeriod
    first = dt.datetime(int(found[1]), int(found[2]), 1, tzinfo=zone)
    following = (first + dt.timedelta(days=31)).replace(day=1)
    return Period(text, first.strftime("%B %Y"), first, following, zone)


def last_days(count: int, now: dt.datetime, zone: ZoneInfo) -> Period:
    """Today, as far as it has come, and the days before it."""
    today = now.astimezone(zone).date()
    first = dt.datetime.combine(today - dt.timedelta(days=count - 1), dt.time(), zone)
    end = dt.datetime.combine(today + dt.timedelta(days=1), dt.time(), zone)
    return Period(str(count), f"Last {count} days", first, end, zone)


def period_of(text: str, now: dt.datetime, zone: ZoneInfo) -> Period:
    """A month, or a number of days among LAST_DAYS. Raises NoSuchPeriod."""
    if text in map(str, LAST_DAYS):
        return last_days(int(text), now, zone)
    return month(text, zone)


def months_before(now: dt.datetime, zone: ZoneInfo, count: int) -> list[Period]:
    """This month and those before it, the newest first."""
    found = [month(now.astimezone(zone).strftime("%Y-%m"), zone)]
    while len(found) < count:
        before = found[-1].start - dt.timedelta(days=1)
        found.append(month(before.strftime("%Y-%m"), zone))
    return found
