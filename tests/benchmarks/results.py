"""Owns what a benchmark found: figures with what was measured beside them, tables and plots."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

Cell = str | int | float | None


@dataclass(frozen=True)
class Ratio:
    """A figure against one measured in the same run. `of` says which: "p50 at 1 ÷ encoding".

    `at_most` and `at_least` are goals; None where there is none.
    """

    name: str
    value: float
    of: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def has_goal(self) -> bool:
        return self.at_most is not None or self.at_least is not None

    @property
    def is_met(self) -> bool:
        above = self.at_most is not None and self.value > self.at_most
        below = self.at_least is not None and self.value < self.at_least
        return not above and not below

    @property
    def goal(self) -> str:
        """In words, empty where there is none."""
        parts = [
            f"{sign} {bound:g}"
            for sign, bound in (("≤", self.at_most), ("≥", self.at_least))
            if bound is not None
        ]
        return " and ".join(parts)


@dataclass(frozen=True)
class Table:
    """`rows` have a cell for each of `columns`; the unit stands in the column's name."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Line:
    """One line of a plot: pairs of x and y, in the order they are joined."""

    name: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Plot:
    """Axes are named with their unit."""

    title: str
    x: str
    y: str
    lines: tuple[Line, ...]
    log_x: bool = False
    log_y: bool = False


@dataclass(frozen=True)
class Section:
    """What one benchmark measured. `about` says how, so that a reader could do it again.

    `pictures` are SVG documents made elsewhere, by title: a flame graph.
    """

    name: str
    title: str
    about: str
    ratios: tuple[Ratio, ...] = ()
    tables: tuple[Table, ...] = ()
    plots: tuple[Plot, ...] = ()
    notes: tuple[str, ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Machine:
    """Where a run took place. `load` is the mean number of runnable processes before it began."""

    processor: str
    cores: int
    memory_gib: float
    load: float
    versions: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Run:
    """A whole run, as it is kept. `began` is local time in ISO 8601, `commit` git's short name.

    `failures` are names of sections and the error each ended with.
    """

    began: str
    commit: str
    machine: Machine
    is_quick: bool
    sections: tuple[Section, ...]
    failures: tuple[tuple[str, str], ...] = ()

    @property
    def unmet(self) -> tuple[Ratio, ...]:
        return tuple(r for s in self.sections for r in s.ratios if r.has_goal and not r.is_met)


def write_run(run: Run, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(TypeAdapter(Run).dump_json(run, indent=1))


def read_run(path: Path) -> Run:
    """Raises OSError, and ValueError where it is no run."""
    return TypeAdapter(Run).validate_json(path.read_bytes())
