"""Owns what the simulation takes from the section `turns`: figures by level, as it wrote them."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.benchmarks.results import Section, Table

OURS = "ours"
FIRST = (
    "there is no run of the section `turns` to take service times from: run "
    "`make benchmark` once, or `python -m tests.benchmarks turns capacity`"
)


class NotMeasured(RuntimeError):
    """What the simulation needs was not measured; the message says which command does."""


@dataclass(frozen=True)
class Level:
    """So many conversations at once without a pause. `cpu_ms` is a turn's, by process."""

    conversations: int
    per_second: float
    p50_ms: float
    p95_ms: float
    cpu_ms: Mapping[str, float]


@dataclass(frozen=True)
class Figures:
    """`encoding_ms` is of a question alone."""

    levels: Mapping[int, Level]
    encoding_ms: float


def figures_of(sections: Mapping[str, Section]) -> Figures:
    """Raises NotMeasured."""
    found = sections.get("turns")
    if found is None:
        raise NotMeasured(FIRST)
    try:
        return _read({table.title: table for table in found.tables})
    except (KeyError, ValueError, TypeError) as error:
        raise NotMeasured(f"{FIRST} (the one there is cannot be read: {error!r})") from error


def _read(tables: Mapping[str, Table]) -> Figures:
    cpu: dict[int, dict[str, float]] = {}
    for row in _rows(tables["CPU a turn, ms"]):
        if row["system"] == OURS:
            of_level = cpu.setdefault(int(row["at once"]), {})
            of_level[row["process"]] = float(row["CPU a turn, ms"])
    rows = list(_rows(tables["Turns"]))
    levels = {
        (at := int(row["at once"])): Level(
            at, float(row["turns/s"]), float(row["p50, ms"]), float(row["p95, ms"]), cpu[at]
        )
        for row in rows
        if row["system"] == OURS
    }
    (alone,) = (row["p50, ms"] for row in rows if row["system"] == "encoding alone")
    return Figures(levels, float(alone))


def _rows(table: Table) -> list[dict[str, str]]:
    """Cells by column; numbers are taken from them as they are."""
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]  # type: ignore[arg-type]
