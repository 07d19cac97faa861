"""Owns the year-stamped figures of `knowledge/figures/`: amounts, rates, dates, phone lines."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from embeddings.faults import Fault
from embeddings.yaml_text import read_yaml

CURRENT = "current"
# Values of these confidences are never shown: the answer sends the reader to the source instead.
UNSHOWN = frozenset({"conflict", "unconfirmed"})

Scalar = str | int | float | None


class UnknownFigure(LookupError):
    """The path names no figure of any tax year."""


class _Figure(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str
    unit: str
    value: Any
    source: list[str]
    source_url: str | None
    confidence: str
    note: str | None = None
    law_change: str | None = None


class _FiguresFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    tax_year: int | None
    figures: dict[str, _Figure]


@dataclass(frozen=True)
class Figures:
    """All figures: one registry a tax year, and one (`current`) for what belongs to no year."""

    by_year: Mapping[int, Mapping[str, _Figure]]
    current: Mapping[str, _Figure]

    @property
    def tax_years(self) -> list[int]:
        return sorted(self.by_year)

    def is_yearly(self, path: str) -> bool:
        """Whether the figure depends on the tax year. Raises UnknownFigure."""
        if _find(self.current, path) is not None:
            return False
        if any(_find(registry, path) is not None for registry in self.by_year.values()):
            return True
        raise UnknownFigure(path)

    def value(self, path: str, tax_year: int) -> Scalar:
        """The figure's value, or None where it is not confirmed for that year.

        Raises UnknownFigure when no year holds the path, or it names a group of values.
        """
        registry = self.by_year.get(tax_year, {}) if self.is_yearly(path) else self.current
        found = _find(registry, path)
        if found is None:
            return None
        figure, value = found
        if isinstance(value, dict | list):
            raise UnknownFigure(f"{path} is a group of values, name one of them")
        if figure.confidence in UNSHOWN:
            return None
        scalar: Scalar = value
        return scalar


def _find(registry: Mapping[str, _Figure], path: str) -> tuple[_Figure, Any] | None:
    """The figure whose key starts the path, and the value the rest of the path leads to."""
    parts = path.split(".")
    for cut in range(len(parts), 0, -1):
        figure = registry.get(".".join(parts[:cut]))
        if figure is not None:
            return _descend(figure, parts[cut:])
    return None


def _descend(figure: _Figure, steps: list[str]) -> tuple[_Figure, Any] | None:
    value = figure.value
    for step in steps:
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        elif value is None:
            return figure, None
        else:
            return None
    return figure, value


def load_figures(folder: Path) -> tuple[Figures, list[Fault]]:
    """Reads every file of `folder`. Faulty files are left out and reported."""
    by_year: dict[int, Mapping[str, _Figure]] = {}
    current: Mapping[str, _Figure] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.yml")):
        try:
            text = path.read_text(encoding="utf-8")
            parsed = _FiguresFile.model_validate(read_yaml(text))
        except (yaml.YAMLError, OSError, ValueError) as error:
            faults.append(Fault(path, 1, "figures", f"is not a figures file: {_first_line(error)}"))
            continue
        expected = CURRENT if parsed.tax_year is None else str(parsed.tax_year)
        if path.stem != expected:
            faults.append(
                Fault(
                    path, 1, "figures", f"says tax_year {parsed.tax_year}: name it {expected}.yml"
                )
            )
        elif parsed.tax_year is None:
            current = parsed.figures
        else:
            by_year[parsed.tax_year] = parsed.figures
    return Figures(by_year, current), faults


def _first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return " ".join(str(error).split())[:200]


def filing_year(today: dt.date) -> int:
    """The tax year whose returns people file now: the calendar year before today's."""
    return today.year - 1
