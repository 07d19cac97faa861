"""Tests of the section `turns`, of given levels."""

import pytest

from tests.benchmarks.load.encoding import Encoding
from tests.benchmarks.load.level import Level, Turn
from tests.benchmarks.load.turns import FULL, Measured, section


def level(visitors: int, turns: int, ms: float, rasa: float = 1.0) -> Level:
    """So many turns in ten seconds, in turn of each visitor."""
    calls = [
        Turn(at % visitors, 10 + at * 9.9 / turns - ms / 1000, ms / 1000, "answered")
        for at in range(1, turns + 1)
    ]
    return Level(visitors, 10.0, 20.0, turns, {"server": 2.0, "Rasa": rasa}, tuple(calls))


OURS = {1: level(1, 100, 20), 8: level(8, 800, 80), 16: level(16, 800, 180)}
STOCK = {8: level(8, 100, 800, rasa=9.0)}


def test_ratios_of_both_systems() -> None:
    found = section(Measured(Encoding(10.0, 20.0), OURS, STOCK, level(8, 600, 90), 5000), FULL)
    ratios = {ratio.name: ratio for ratio in found.ratios}
    faster = ratios["turns/s at 8"]
    assert faster.value == pytest.approx(7)  # the mean of before and after
    assert faster.is_met
    assert ratios["p50 at 1"].value == pytest.approx(2)
    assert ratios["p50 at 1, beside the weights"].value == pytest.approx(1)
    assert ratios["p95 at 16"].value == pytest.approx(9)
    assert ratios["fairness at 16"].value == 1
    assert ratios["longest wait at 16"].value == pytest.approx(1)
    assert ratios["turns/s at 8, again"].value == pytest.approx(0.75)
    assert ratios["CPU of Rasa a turn at 8"].value == pytest.approx(1.25 / 90)
    assert "p50 at 1, beside stock" not in ratios


def test_tables_name_process_and_level_and_plots_both_systems() -> None:
    found = section(Measured(Encoding(10.0, 20.0), OURS, STOCK, None, 5000), FULL)
    tables = {table.title: table for table in found.tables}
    cpu = tables["CPU a turn, ms"]
    assert ("stock Rasa", "Rasa", 8, 90.0) in cpu.rows
    assert all(len(row) == len(table.columns) for table in found.tables for row in table.rows)
    assert [line.name for line in found.plots[0].lines] == ["ours", "stock Rasa"]
    assert "5000 questions" in found.notes[0]


def test_without_stock_rasa_it_says_so() -> None:
    found = section(Measured(Encoding(10.0, 20.0), OURS, {}, None, 5000), FULL)
    assert "turns/s at 8" not in {ratio.name for ratio in found.ratios}
    assert any("left out" in note for note in found.notes)
