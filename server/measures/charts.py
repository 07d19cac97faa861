"""Owns the geometry of the charts: stacked bars by day or week, drawn by the page as SVG."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.measures.figures import Days
from server.measures.periods import Period

WIDTH, HEIGHT = 760, 240
# Room for the numbers at the left and the days below.
LEFT, BOTTOM, TOP = 44, 28, 10
_MOST_TICKS, _MOST_LABELS = 4, 8
_BAR_SHARE = 0.72


@dataclass(frozen=True)
class Segment:
    """A part of a bar, in the units of the drawing."""

    series: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Bar:
    """`label` names the day or week; `center` is where it stands. Counts by series."""

    label: str
    center: float
    is_labelled: bool
    counts: Mapping[str, int]
    segments: tuple[Segment, ...]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Tick:
    value: int
    y: float


@dataclass(frozen=True)
class Chart:
    """`series` by key: label and total, in the order they are stacked from below."""

    key: str
    title: str
    series: Mapping[str, tuple[str, int]]
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    is_weekly: bool

    @property
    def total(self) -> int:
        return sum(total for _, total in self.series.values())

    @property
    def peak(self) -> Bar:
        return max(self.bars, key=lambda bar: bar.total)


def stacked(key: str, title: str, series: Mapping[str, str], days: Days, period: Period) -> Chart:
    """`series` are the labels of what is stacked, from below."""
    columns: dict[dt.date, Counter[str]] = {day: Counter() for day in _starts(period)}
    for (day, status), number in days.items():
        start = max(found for found in columns if found <= day)
        columns[start][status] += number
    ticks = _ticks(max((sum(column.values()) for column in columns.values()), default=0))
    totals = Counter[str]()
    for column in columns.values():
        totals.update(column)
    return Chart(
        key,
        title,
        {name: (label, totals[name]) for name, label in series.items()},
        tuple(_bars(columns, list(series), ticks[-1])),
        tuple(Tick(value, _height(value, ticks[-1])) for value in ticks),
        period.is_weekly,
    )


def _starts(period: Period) -> list[dt.date]:
    """The days themselves, or the first day of each week within the period."""
    days = period.days
    if not period.is_weekly:
        return days
    return [day for place, day in enumerate(days) if place == 0 or day.weekday() == 0]


def _bars(columns: Mapping[dt.date, Counter[str]], series: Sequence[str], most: int) -> list[Bar]:
    step = (WIDTH - LEFT) / max(1, len(columns))
    every = -(-len(columns) // _MOST_LABELS)
    bars = []
    for place, (day, counts) in enumerate(columns.items()):
        x, below = LEFT + place * step + step * (1 - _BAR_SHARE) / 2, 0
        segments = []
        for name in series:
            above = below + counts[name]
            top, bottom = _height(above, most), _height(below, most)
            if counts[name]:
                width, height = round(step * _BAR_SHARE, 2), round(bottom - top, 2)
                segments.append(Segment(name, round(x, 2), top, width, height))
            below = above
        center = round(LEFT + (place + 0.5) * step, 2)
        label = f"{day:%b} {day.day}"
        bars.append(Bar(label, center, place % every == 0, counts, tuple(segments)))
    return bars


def _height(value: float, most: int) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / most), 2)


def _ticks(most: int) -> list[int]:
    """Round numbers from 0 to the first that is not below the highest bar."""
    step = 1
    while step * _MOST_TICKS < most:
        leading = int(str(step)[0])
        step = step * 5 // 2 if leading == 2 else step * 2
    return list(range(0, max(most, 1) + step, step))[: -(-max(most, 1) // step) + 1]
