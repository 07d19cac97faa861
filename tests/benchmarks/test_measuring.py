"""Tests of running benchmarks and of keeping what they found."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from tests.benchmarks.comparing import changes
from tests.benchmarks.kept import KeptRuns
from tests.benchmarks.measuring import Measure, measure_all
from tests.benchmarks.results import Machine, Ratio, Run, Section, read_run
from tests.benchmarks.setup import Setup

MACHINE = Machine("A processor", 2, 8.0, 0.0, ())


def section(name: str, value: float = 1.0) -> Section:
    return Section(name, name.title(), "How.", ratios=(Ratio("r", value, "a ÷ b", at_most=2),))


def run_of(began: str, *sections: Section, is_quick: bool = False) -> Run:
    return Run(began, "abc", MACHINE, is_quick, sections)


def test_a_section_that_fails_is_told_and_the_others_still_run() -> None:
    def find(name: str) -> Measure:
        if name == "missing":
            raise ModuleNotFoundError("no such module")

        def measure(setup: Setup) -> Section:
            if name == "broken":
                raise RuntimeError("it broke")
            setup.say("measuring")
            return section(name)

        return measure

    console = Console(file=io.StringIO())
    names = ("missing", "broken", "start")
    found, failures = measure_all(names, {}, console, is_quick=True, find=find)
    assert [each.name for each in found] == ["start"]
    assert failures == (
        ("missing", "ModuleNotFoundError: no such module"),
        ("broken", "RuntimeError: it broke"),
    )


def test_a_section_is_given_what_was_measured_before_it_else_what_is_kept() -> None:
    given: dict[str, float] = {}

    def find(name: str) -> Measure:
        def measure(setup: Setup) -> Section:
            assert setup.is_quick
            assert list(setup.folder.iterdir()) == []
            given.update({name: each.ratios[0].value for name, each in setup.sections.items()})
            return section(name, 3.0)

        return measure

    known = {"turns": section("turns", 7.0), "long": section("long", 8.0)}
    console = Console(file=io.StringIO())
    measure_all(("turns", "capacity"), known, console, is_quick=True, find=find)
    assert given == {"turns": 3.0, "long": 8.0}


def test_the_newest_run_of_the_same_kind_with_such_a_section_is_found(tmp_path: Path) -> None:
    kept = KeptRuns(tmp_path)
    assert kept.newest_with(["turns"], is_quick=False) is None
    first = kept.keep(run_of("2026-11-01T10:00:00+00:00", section("turns", 1.0)))
    kept.keep(run_of("2026-11-02T10:00:00+00:00", section("turns", 9.0), is_quick=True))
    kept.keep(run_of("2026-11-03T10:00:00+00:00", section("start")))
    (tmp_path / "2026-11-04.json").write_text('{"of": "another version"}')
    assert kept.newest_with(["turns", "long"], is_quick=False) == read_run(first)
    assert set(kept.newest_sections(is_quick=False)) == {"turns", "start"}
    assert kept.newest_sections(is_quick=False)["turns"].ratios[0].value == 1.0
    assert read_run(tmp_path / "latest.json").began.startswith("2026-11-03")


@pytest.mark.parametrize(
    ("before", "now", "percent", "verdict"),
    [(1.0, 1.5, 50.0, "met"), (4.0, 3.0, -25.0, "not met"), (None, 2.0, None, "met")],
)
def test_a_ratio_is_compared_with_the_same_of_the_earlier_run(
    before: float | None, now: float, percent: float | None, verdict: str
) -> None:
    earlier = None if before is None else run_of("1", section("start", before))
    run = run_of("2", section("start", now))
    (change,) = changes(run, earlier)
    assert (change.before, change.percent, change.verdict) == (before, percent, verdict)
    assert [ratio.value for ratio in run.unmet] == ([3.0] if verdict == "not met" else [])
