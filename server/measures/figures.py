"""Owns the figures of a period: counts and times by topic, and what is made of them."""

import datetime as dt
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from server.measures.definitions import COUNTS, MEASURES, QUANTILES, SHARES
from server.measures.periods import Period

NO_TOPIC = ""
# Statuses of turns and of tickets by day, for the charts.
Days = Counter[tuple[dt.date, str]]


@dataclass(frozen=True)
class Figures:
    """`counts` by measure and topic; `times` in seconds, by what was waited for and topic."""

    period: Period
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    times: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    questions_by_day: Days = field(default_factory=Counter)
    tickets_by_day: Days = field(default_factory=Counter)

    @property
    def topics(self) -> list[str]:
        """Those that anything was counted under."""
        return sorted({topic for (_, topic), number in self.counts.items() if number})

    def count(self, key: str, topic: str | None = None) -> int:
        """Of all topics together, where none is named."""
        if topic is not None:
            return self.counts[key, topic]
        return sum(number for (each, _), number in self.counts.items() if each == key)

    def share(self, key: str, topic: str | None = None) -> float | None:
        """None: there is nothing to divide by."""
        share = SHARES[key]
        whole = sum(self.count(each, topic) for each in share.wholes)
        return sum(self.count(each, topic) for each in share.parts) / whole if whole else None

    def time(self, key: str, topic: str | None = None) -> float | None:
        """In seconds. None: no ticket had it."""
        wanted = QUANTILES[key]
        found = [
            each
            for (times, under), seconds in self.times.items()
            if times == wanted.times and topic in (None, under)
            for each in seconds
        ]
        return quantile(found, wanted.share)

    def value(self, key: str, topic: str | None = None) -> float | None:
        """The measure's value, of whatever kind it is."""
        kind = MEASURES[key].kind
        if kind == "share":
            return self.share(key, topic)
        return self.time(key, topic) if kind == "time" else self.count(key, topic)

    def add(self, key: str, topic: str, number: int = 1) -> None:
        self.counts[key, topic] += number

    def add_time(self, key: str, topic: str, seconds: float) -> None:
        self.times.setdefault((key, topic), []).append(seconds)

    @property
    def is_empty(self) -> bool:
        return not any(self.count(key) for key in COUNTS)


def quantile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that at least this share of all do not exceed."""
    if not values:
        return None
    return sorted(values)[max(0, math.ceil(round(share * len(values), 6)) - 1)]
