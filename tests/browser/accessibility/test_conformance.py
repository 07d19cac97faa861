"""Tests of the conformance report: no criterion is left out, and no claim outlives its tests."""

import ast
from collections.abc import Mapping

import pytest
from playwright.sync_api import BrowserContext

from embeddings.evaluation_page import evaluation_page
from server.settings import ROOT
from tests.browser.accessibility.criteria import Criterion, Level, Outcome, read_criteria
from tests.browser.accessibility.report import GONE, below_claim, document_of
from tests.browser.accessibility.running import FOLDER, Results
from tests.browser.axe import faults

# WCAG 2.2, and 4.1.1, which it no longer has and the report still lists.
LEVEL_A = (
    "1.1.1 1.2.1 1.2.2 1.2.3 1.3.1 1.3.2 1.3.3 1.4.1 1.4.2 2.1.1 2.1.2 2.1.4 2.2.1 2.2.2 2.3.1 "
    "2.4.1 2.4.2 2.4.3 2.4.4 2.5.1 2.5.2 2.5.3 2.5.4 3.1.1 3.2.1 3.2.2 3.2.6 3.3.1 3.3.2 3.3.7 "
    "4.1.1 4.1.2"
)
LEVEL_AA = (
    "1.2.4 1.2.5 1.3.4 1.3.5 1.4.3 1.4.4 1.4.5 1.4.10 1.4.11 1.4.12 1.4.13 2.4.5 2.4.6 2.4.7 "
    "2.4.11 2.5.7 2.5.8 3.1.2 3.2.3 3.2.4 3.3.3 3.3.4 3.3.8 4.1.3"
)
CRITERIA = read_criteria()


def reported(test: str, outcome: Outcome) -> pytest.TestReport:
    nodeid = f"{FOLDER}/{test}"
    return pytest.TestReport(nodeid, ("", 0, ""), {}, outcome, None, "call")


def results(**changed: Outcome) -> Results:
    """All passed, but for the evidence named."""
    found = Results()
    for name, test in CRITERIA.evidence.items():
        outcome: Outcome = changed.get(name, "passed")
        found.pytest_runtest_logreport(reported(test, outcome))
    return found


def test_every_criterion_of_levels_a_and_aa_is_there_once() -> None:
    tables = {each.wcag: [row.number for row in each.rows] for each in CRITERIA.tables}
    assert " ".join(tables["A"]) == LEVEL_A
    assert " ".join(tables["AA"]) == LEVEL_AA
    assert len({*tables["A"], *tables["AA"]} - {GONE}) == 55
    numbers = [each.number for each in CRITERIA.all]
    assert len(numbers) == len(set(numbers))


def test_every_test_that_is_named_exists() -> None:
    for place in CRITERIA.evidence.values():
        file, _, test = place.partition("::")
        tree = ast.parse((ROOT / FOLDER / file).read_text(encoding="utf-8"))
        assert test in [each.name for each in tree.body if isinstance(each, ast.FunctionDef)]


@pytest.mark.parametrize(
    ("outcomes", "level"),
    [
        ({"a": "passed", "b": "passed"}, "Supports"),
        ({"a": "passed", "b": "failed"}, "Partially Supports"),
        ({"a": "failed", "b": "failed"}, "Does Not Support"),
        ({"a": "failed"}, "Partially Supports"),
        ({"a": "passed", "b": "skipped"}, "Not Evaluated"),
        ({"a": "passed"}, "Not Evaluated"),
    ],
)
def test_the_level_follows_the_tests(outcomes: Mapping[str, Outcome], level: Level) -> None:
    criterion = Criterion(number="1.1.1", name="A name", evidence=("a", "b"))
    assert criterion.level_by(outcomes) == level


def test_one_row_that_fails_fails_its_test() -> None:
    found = Results()
    rows: dict[str, Outcome] = {"light": "passed", "dark": "failed", "forced": "passed"}
    for row, outcome in rows.items():
        found.pytest_runtest_logreport(reported(f"test_x.py::test_y[{row}]", outcome))
    assert found.outcomes == {f"{FOLDER}/test_x.py::test_y": "failed"}


def test_a_test_that_fails_changes_the_report() -> None:
    good, bad = results(), results(targets="failed")
    assert below_claim(CRITERIA, good.of(CRITERIA)) == []
    assert below_claim(CRITERIA, bad.of(CRITERIA)) == ["2.5.8", "302.7", "302.8"]
    sections = document_of(CRITERIA, bad).sections
    assert "3 Partially Supports" in " ".join(sections[0].paragraphs)  # two are claimed as such
    [row] = [
        row
        for section in sections
        for table in section.tables
        for row in table.rows
        if row[0].startswith("2.5.8")
    ]
    assert row[1] == "Partially Supports"
    assert "targets – FAILED" in row[3]


@pytest.mark.browser
def test_the_report_is_accessible_itself(context: BrowserContext) -> None:
    page = context.new_page()
    page.set_content(evaluation_page(document_of(CRITERIA, results())))
    assert page.get_by_role("row").filter(has_text="2.5.8 Target Size").count() == 1
    assert faults(page) == []
