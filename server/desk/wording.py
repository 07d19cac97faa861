"""Owns the desk's words: for statuses, priorities, times, and what happened to a ticket."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

STATUS_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "new": "New",
        "open": "Open",
        "reopened": "Reopened",
        "waiting": "Waiting for the citizen",
        "answered": "Answered",
        "closed": "Closed",
    }
)
PRIORITY_LABELS: Mapping[str, str] = MappingProxyType(
    {"urgent": "Urgent", "normal": "Normal", "low": "Low"}
)
_DONE: Mapping[str, str] = MappingProxyType(
    {
        "open": "opened the ticket",
        "opened": "opened the ticket",
        "claim": "claimed it",
        "assign": "handed it to {to}",
        "ask": "asked the citizen for something",
        "answer": "answered",
        "note": "wrote an internal note",
        "citizen_reply": "replied",
        "close": "closed it",
        "reopen": "reopened it",
        "set_priority": "set the priority to {to}",
        "set_topic": "set the topic to {to}",
        "set_due": "set the due time to {to}",
    }
)
_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


def span(seconds: float) -> str:
    """In the largest unit that fits: "3 days", "1 hour", "less than a minute"."""
    for size, unit in _UNITS:
        count = int(abs(seconds) // size)
        if count:
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "less than a minute"


def due_in_words(due_at: dt.datetime | None, is_overdue: bool, now: dt.datetime) -> str:
    """Empty where nothing is due."""
    if due_at is None:
        return ""
    left = (due_at - now).total_seconds()
    if is_overdue:
        return f"Overdue by {span(left)}"
    return f"In {span(left)}" if left >= 0 else f"{span(left)} ago"


class NoTime(ValueError):
    """A form's field does not hold a day and a time."""


@dataclass(frozen=True)
class Clock:
    """The office's time; `zone_words` is what its zone is called."""

    zone: ZoneInfo
    zone_words: str

    def words(self, moment: dt.datetime) -> str:
        """Such as "Nov 23, 2026, 2:05 p.m."."""
        there = moment.astimezone(self.zone)
        half = "a.m." if there.hour < 12 else "p.m."
        return f"{there:%b} {there.day}, {there.year}, {there.hour % 12 or 12}:{there:%M} {half}"

    def field(self, moment: dt.datetime) -> str:
        """As a form's field has it: without zone and seconds."""
        return moment.astimezone(self.zone).strftime("%Y-%m-%dT%H:%M")

    def read(self, field: str) -> dt.datetime:
        """Raises NoTime, also for a year that nobody means."""
        try:
            moment = dt.datetime.fromisoformat(field)
        except ValueError as error:
            raise NoTime from error
        if not 2000 <= moment.year < 2100:
            raise NoTime
        return moment.replace(tzinfo=self.zone)


def happened(action: str, detail: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """What somebody did, to go after their name. `names` are by login, topic and the like."""
    to = str(detail.get("to") or "none")
    return _DONE.get(action, action.replace("_", " ")).format(to=names.get(to, to))
