"""Owns the parts of an evaluation's report, which terminal, page and file show alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Table:
    """Rows of finished cells. Columns after the first `texts` hold numbers."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""
    texts: int = 1


@dataclass(frozen=True)
class Plot:
    """A picture as SVG; `alternative` says in words what it shows."""

    title: str
    svg: str
    alternative: str


@dataclass(frozen=True)
class Section:
    title: str
    paragraphs: Sequence[str] = ()
    tables: Sequence[Table] = ()
    plots: Sequence[Plot] = ()


@dataclass(frozen=True)
class Document:
    """A whole report. `numbers` and `questions` are for the file alone, to be compared by
    programs.
    """

    title: str
    sections: Sequence[Section]
    numbers: Mapping[str, Any] = field(default_factory=dict)
    questions: Sequence[Mapping[str, Any]] = ()


def percent(part: float) -> str:
    return f"{part:.1%}"


def counted(count: int, total: int) -> str:
    """A count with its share; empty for none, so that tables are easy to scan."""
    return f"{count} ({count / total:.0%})" if count else ""
