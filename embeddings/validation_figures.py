"""Owns the check for amounts, dates and phone numbers written by hand instead of as figures."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

from embeddings.corpus import Corpus
from embeddings.faults import Fault
from embeddings.figures import Figures
from embeddings.validation_lines import EntryFile

_MONTHS = "January February March April May June July August September October November December"
_BY_HAND = re.compile(
    r"\$\s?(?P<usd>\d[\d,]*(?:\.\d+)?)(?<!,)|(?P<percent>\d+\.\d+)\s?(?:%|percent\b)"
    r"|(?P<cents>\d+(?:\.\d+)?) cents\b|\b(?P<text>\d{3}-\d{3}-\d{4})\b"
    rf"|\b(?P<date>(?:{_MONTHS.replace(' ', '|')}) \d{{1,2}}, 20\d\d)\b"
)
_SHOWN = re.compile(r"""(?:usd|percent|number|cents|date|text)\(["']([^"']+)["']""")
# 15,750 can hardly be two things; 1,000 and 2,500 can: they are named, not forbidden.
_DISTINCTIVE_DIGITS = 3
_MOST_NAMED = 3


class FigureFinder:
    """Finds the figures that hold a value, whatever their tax year."""

    def __init__(self, figures: Figures) -> None:
        self._paths: dict[str, list[str]] = {}
        for registry in (figures.current, *reversed(list(figures.by_year.values()))):
            for key, figure in registry.items():
                for path, value in _values(key, figure.value):
                    for text in _forms(value):
                        known = self._paths.setdefault(text, [])
                        if path not in known:
                            known.append(path)

    def paths(self, written: str) -> list[str]:
        """The paths of all figures with the value, as usd, date, or phone number."""
        return self._paths.get(written, [])


def by_hand_faults(file: EntryFile, finder: FigureFinder) -> Iterator[Fault]:
    """An error where the value can only be a figure's, else a warning."""
    for match in _BY_HAND.finditer(file.body_without_templates):
        form = str(match.lastgroup)
        value = match[form].replace(",", "") if form != "date" else _iso(match["date"])
        paths = finder.paths(value)
        if not paths:
            if form != "percent":
                mend = "add a figure with its source, and take it from there"
                message = f"{match[0]} is written by hand, and no figure has this value"
                yield file.in_body("by-hand", message, mend, "warning", match.start())
            continue
        named = ", ".join(paths[:_MOST_NAMED])
        more = f" and {len(paths) - _MOST_NAMED} more" if len(paths) > _MOST_NAMED else ""
        message = f"{match[0]} is written by hand, and is the value of {named}{more}"
        mend = f'write {{{{ {form}("{paths[0]}") }}}}'
        digits = value.replace(".", "").strip("0")
        if form in ("date", "text") or len(digits) >= _DISTINCTIVE_DIGITS:
            yield file.in_body("by-hand", message, mend, at=match.start())
        else:
            mend += ", or the one that is meant; if none is, add a figure with its source"
            yield file.in_body("by-hand", message, mend, "warning", match.start())


def unconfirmed_paths(corpus: Corpus, body: str, year: int) -> list[str]:
    """The figures a body names that have no confirmed value for the year."""
    named = dict.fromkeys(match[1] for match in _SHOWN.finditer(body))
    return [path for path in named if corpus.figures.value(path, year) is None]


def _values(path: str, value: Any) -> Iterator[tuple[str, str | int | float]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _values(f"{path}.{key}", inner)
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _values(f"{path}.{at}", inner)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield path, value


def _forms(value: str | int | float) -> list[str]:
    if isinstance(value, str):
        phones = re.findall(r"\b\d{3}-\d{3}-\d{4}\b", value)
        return phones or [value]
    return [f"{value:g}" if isinstance(value, float) and value < 1e5 else str(value)]


def _iso(written: str) -> str:
    try:
        return dt.datetime.strptime(written, "%B %d, %Y").date().isoformat()
    except ValueError:
        return written
