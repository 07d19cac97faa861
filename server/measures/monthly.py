"""Owns the table of a month for publication: a row for each measure and topic, small counts gone.

What is hidden, and why it cannot be worked out, stands in suppression.py.
"""

from collections.abc import Mapping, Sequence

from server.measures.definitions import COUNTS, MEASURES, OUTCOMES, QUANTILES, SHARES
from server.measures.figures import NO_TOPIC, Figures
from server.measures.suppression import WITHHELD, Sum, hidden_cells, shown
from server.tabular import csv_text

COLUMNS = ("month", "measure", "label", "unit", "topic", "topic_label", "value")
# A measure and a topic; ALL stands for the topics together.
Cell = tuple[str, str]
ALL = "all"
_NONE = "none"
_LABELS = {ALL: "All topics", NO_TOPIC: "No topic, or one that is gone"}
_UNITS = {"share": "percent", "time": "hours"}


def monthly_csv(figures: Figures, topics: Mapping[str, str]) -> str:
    """`topics` are the labels of all topics: each has its rows, so that none tells by absence."""
    return csv_text(COLUMNS, monthly_rows(figures, topics))


def monthly_rows(figures: Figures, topics: Mapping[str, str]) -> list[list[object]]:
    places = [*topics, NO_TOPIC]
    figures = _merged(figures, topics)
    counts = {
        (key, place): figures.count(key, None if place == ALL else place)
        for key in COUNTS
        for place in (ALL, *places)
        if _has_row(key, place)
    }
    hidden = hidden_cells(counts, sums(places))
    values: dict[Cell, object] = {**shown(counts, hidden)}
    labels = {**topics, **_LABELS}
    return [
        [
            figures.period.key,
            key,
            measure.label,
            _UNITS.get(measure.kind, measure.unit),
            place or _NONE,
            labels[place],
            values.get((key, place)) if key in COUNTS else _made_of(figures, key, place, hidden),
        ]
        for key, measure in MEASURES.items()
        if measure.kind != "state"
        for place in (ALL, *places)
        if _has_row(key, place)
    ]


def sums(places: Sequence[str]) -> list[Sum[Cell]]:
    """What adds up in the table: topics to the total, outcomes to the questions asked."""
    of_topics = [
        Sum((key, ALL), tuple((key, place) for place in places if _has_row(key, place)))
        for key in COUNTS
    ]
    of_outcomes = [
        Sum(("asked", place), tuple((key, place) for key in OUTCOMES if _has_row(key, place)))
        for place in (ALL, *places)
    ]
    return [*of_topics, *of_outcomes]


def _has_row(key: str, place: str) -> bool:
    """What is out of scope is under no topic, by definition: zero there is no secret."""
    return key != "out_of_scope" or place in (ALL, NO_TOPIC)


def _merged(figures: Figures, topics: Mapping[str, str]) -> Figures:
    """With the topics that are no more under NO_TOPIC."""
    merged = Figures(figures.period)
    for (key, topic), number in figures.counts.items():
        merged.add(key, topic if topic in topics else NO_TOPIC, number)
    for (key, topic), seconds in figures.times.items():
        for each in seconds:
            merged.add_time(key, topic if topic in topics else NO_TOPIC, each)
    return merged


def _made_of(figures: Figures, key: str, place: str, hidden: set[Cell]) -> object:
    """A share in percent or a time in hours; withheld with any count it is made of."""
    share = SHARES.get(key)
    made_of = {*share.parts, *share.wholes} if share else {QUANTILES[key].of}
    if any((count, place) in hidden for count in made_of):
        return WITHHELD
    value = figures.value(key, None if place == ALL else place)
    if value is None:
        return None
    return round(value * 100, 1) if key in SHARES else round(value / 3600, 2)
