"""Tests of the section as a whole, of given levels: simulated a little, nothing measured."""

from pathlib import Path

import pytest

from tests.benchmarks import capacity
from tests.benchmarks.capacity import Extent
from tests.benchmarks.capacity.given import CPU_MS, level
from tests.benchmarks.capacity.measured import NotMeasured
from tests.benchmarks.capacity.model import Span
from tests.benchmarks.capacity.plan import plan_for, turn_of
from tests.benchmarks.capacity.services import Services
from tests.benchmarks.load import turns
from tests.benchmarks.load.encoding import Encoding
from tests.benchmarks.results import Cell, Section, Table
from tests.benchmarks.setup import Setup

COUNTS = {
    "statements": 60.0,
    "transactions": 9.0,
    "rows": 12.0,
    "execution_ms": 2.0,
    "wal_bytes": 10_000.0,
    "stored_bytes": 8_000.0,
    "commands": 18.0,
    "publish": 4.0,
}
TINY = Extent(Span(3, 1), {1_000: Span(4, 1)}, 1_000, Span(3, 1), Span(10, 1))


def services() -> Services:
    cpu = {**CPU_MS, "PostgreSQL": 6.0, "Redis": 1.0, "HAProxy": 1.0}
    memory = {"server": 700.0, "Rasa": 570.0}
    idle = {"statements": 5.0, "commands": 1.5}
    return Services(level(1, 20, cpu), level(8, 40, cpu), memory, COUNTS, idle, 0.03, 0.01)


@pytest.fixture(scope="module")
def section(tmp_path_factory: pytest.TempPathFactory) -> Section:
    levels = {1: level(1, 25), 8: level(8, 50), 16: level(16, 50)}
    measured = turns.Measured(Encoding(9.0, 2 * 9.0), levels, {}, None, 5000)
    setup = Setup(
        True,
        tmp_path_factory.mktemp("capacity"),
        lambda _: None,
        {"turns": turns.section(measured, turns.QUICK)},
    )
    return capacity.planned(setup, TINY, services)


def rows(table: Table) -> list[dict[str, Cell]]:
    assert all(len(row) == len(table.columns) for row in table.rows)
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def test_the_check_says_which_levels_were_fitted(section: Section) -> None:
    found = {row["at once"]: row["level"] for row in rows(section.tables[0])}
    assert found == {1: "fitted to", 8: "fitted to", 16: "predicted"}
    with_goals = [ratio.name for ratio in section.ratios if ratio.has_goal]
    assert "turns/s at 16, simulated" in with_goals
    assert not any("at 8," in name for name in with_goals)


def test_the_plan_is_that_of_the_measured_services(section: Section) -> None:
    tables = {table.title.split(":")[0].split(";")[0]: rows(table) for table in section.tables}
    plan = by_name(tables["An installation, whose processes are busy 65% of the time at most"])
    expected = plan_for(turn_of(services(), 0.0), 50)
    assert plan["servers"] == expected.servers
    database = by_name(tables["PostgreSQL, Redis and HAProxy of one"])
    assert database["PostgreSQL: statements/s"] == 50 * 60 + expected.servers * 5
    a_day = 50 * 12 * 8 * 3600 / 1e6
    assert database["PostgreSQL: million rows a day"] == pytest.approx(a_day)


def by_name(table: list[dict[str, Cell]]) -> dict[Cell, Cell]:
    return {row["what"]: row["1,000 people"] for row in table}


def test_more_people_than_planned_for_leave_more_turns_under_way(section: Section) -> None:
    (table,) = (rows(table) for table in section.tables if "people, simulated" in table.title)
    found = {str(row["what"]): row for row in table}
    assert set(found) >= {"100% of it", "one Rasa process lost", "one server lost"}
    under_way = "turns under way at the end"
    planned, thrice = found["100% of it"][under_way], found["3 × the people"][under_way]
    assert isinstance(planned, float)
    assert isinstance(thrice, float)
    assert thrice > 3 * planned


def test_without_measured_turns_nothing_is_started(tmp_path: Path) -> None:
    with pytest.raises(NotMeasured):
        capacity.measure(Setup(False, tmp_path, lambda _: None))
