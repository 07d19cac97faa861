"""Tests of what is taken from the section `turns`, and of the fit to two of its levels."""

import math

import pytest

from tests.benchmarks.capacity.check import check, fit
from tests.benchmarks.capacity.given import level
from tests.benchmarks.capacity.measured import Figures, Level, NotMeasured, figures_of
from tests.benchmarks.capacity.model import Costs, Crowd, Shape, Span
from tests.benchmarks.capacity.simulation import simulate
from tests.benchmarks.load import turns
from tests.benchmarks.load.encoding import Encoding
from tests.benchmarks.results import Section

SPAN = Span(15, 2)
CPU_MS = {"server": 18.0, "Rasa": 13.0, "load tool": 3.0}


def test_figures_are_those_that_the_section_turns_shows() -> None:
    levels = {at: level(at, 40) for at in (1, 8)}
    measured = turns.Measured(Encoding(10.0, 20.0), levels, {8: level(8, 10)}, None, 5000)
    found = figures_of({"turns": turns.section(measured, turns.FULL)})
    assert set(found.levels) == {1, 8}
    assert found.encoding_ms == 10
    assert found.levels[8].per_second == pytest.approx(40)
    assert found.levels[8].p95_ms == pytest.approx(200)
    assert found.levels[8].cpu_ms == pytest.approx({"server": 20, "Rasa": 13, "load tool": 2})


@pytest.mark.parametrize("sections", [{}, {"turns": Section("turns", "Turns", "")}])
def test_without_measured_turns_it_says_which_command_to_run(sections: dict[str, Section]) -> None:
    with pytest.raises(NotMeasured, match=r"python -m tests\.benchmarks turns capacity"):
        figures_of(sections)


def test_without_a_level_to_fit_to_it_says_so() -> None:
    with pytest.raises(NotMeasured, match=r"no level \[8\]"):
        fit(Figures({1: Level(1, 20.0, 40, 60, CPU_MS)}, 8.0), 2, SPAN)


@pytest.fixture(scope="module")
def known() -> Figures:
    """Levels of an assistant whose costs are known, for it is simulated with another seed."""
    costs = Costs(0.018, 0.008, 0.013, 0.003, wait=0.005, rasa_blocked=0.015, sigma=0.4)
    levels = {}
    for at in (1, 4, 8, 16):
        found = simulate(costs, Shape(1, 1, 2), Crowd(at, 0.0), Span(40, 2), seed=at)
        p50, p95 = (found.percentile(percent) * 1000 for percent in (50, 95))
        levels[at] = Level(at, found.per_second, p50, p95, CPU_MS)
    return Figures(levels, 8.0)


def test_a_fit_to_two_levels_tells_the_others(known: Figures) -> None:
    fitted = fit(known, 2, SPAN)
    assert fitted.wait == pytest.approx(0.02, rel=0.15)
    assert fitted.blocked_share == 0.75
    found = {each.measured.conversations: each for each in check(fitted, 2, SPAN)}
    assert [at for at, each in found.items() if each.is_fitted] == [1, 8]
    for each in found.values():
        assert each.throughput == pytest.approx(1, abs=0.1)
        assert each.p95 == pytest.approx(1, abs=0.25)


def test_a_wrong_cost_shows_in_the_levels_that_were_not_fitted(known: Figures) -> None:
    """So that the check can fail: twice the CPU of Rasa is not fitted away."""
    cpu = {**CPU_MS, "Rasa": 60.0}
    wrong = {at: Level(at, e.per_second, e.p50_ms, e.p95_ms, cpu) for at, e in known.levels.items()}
    found = check(fit(Figures(wrong, 8.0), 2, SPAN), 2, SPAN)
    (sixteen,) = (each for each in found if each.measured.conversations == 16)
    assert abs(math.log(sixteen.throughput)) > math.log(1.25)
