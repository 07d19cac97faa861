"""Owns how figures are told to people: counts, shares, times."""

from server.measures.definitions import MEASURES
from server.measures.figures import Figures

NOTHING = "–"


def told(figures: Figures, key: str, topic: str | None = None) -> str:
    """The value as it is read; a dash where there is nothing to make it of."""
    value = figures.value(key, topic)
    if value is None:
        return NOTHING
    kind = MEASURES[key].kind
    if kind == "share":
        return percent(value)
    return duration(value) if kind == "time" else f"{value:,.0f}"


def percent(share: float) -> str:
    """Rounded, but zero and a hundred are told of none and of all alone."""
    rounded = round(share * 100)
    if 0 < share < 1:
        rounded = min(99, max(1, rounded))
    return f"{rounded}%"


def duration(seconds: float) -> str:
    """In the two largest units that say something: "2 days 4 h", "1 h 5 min", "under 1 min"."""
    if seconds < 60:
        return "under 1 min"
    minutes = int(seconds // 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return _joined(f"{days} day{'s' * (days > 1)}", f"{hours} h" if hours else "")
    if hours:
        return _joined(f"{hours} h", f"{minutes} min" if minutes else "")
    return f"{minutes} min"


def _joined(first: str, second: str) -> str:
    return f"{first} {second}".strip()
