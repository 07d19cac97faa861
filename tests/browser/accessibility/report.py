"""Owns the accessibility conformance report: its tables from criteria, outcomes and measures."""

import datetime as dt
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from embeddings.evaluation_document import Document, Section, Table
from server.settings import ROOT
from tests.browser.accessibility.criteria import Criteria, CriteriaTable, Criterion, Outcome
from tests.browser.accessibility.running import Results

GONE = "4.1.1"  # in WCAG 2.1, and in the tables of the report; not in WCAG 2.2
TITLE = "Accessibility conformance report"
_PRODUCT = (
    "Product: Taxpayer assistant {version}. A chat widget that agencies put on their pages, the "
    "plain pages at /chat that need no JavaScript, and the page of a ticket.",
    "Report date: {day}. Structure: VPAT 2.5, edition for the Revised Section 508 standards, with "
    "WCAG 2.2. Contact: who runs the assistant; for the code, see CONTRIBUTING.md.",
    "Not covered: the pages of agency staff, and the pages that the widget is put on.",
    "How it was evaluated: tests in Chromium, named beside each criterion, run for this report; "
    "axe-core in every state; and by inspection on {inspected_on} where it says so. No people with "
    "disabilities and no screen reader took part.",
    "WCAG 2.2, levels A and AA: {levels}.",
    "Tests that were run: {passed} passed, {failed} failed, {skipped} skipped.",
)
_STANDARDS = [
    ["Web Content Accessibility Guidelines 2.0, 2.1 and 2.2", "A: yes. AA: yes. AAA: no"],
    ["Revised Section 508 standards, chapters 3 to 6", "yes"],
]
_TERMS = [
    ["Supports", "Every test that shows it passed, and inspection found no fault."],
    ["Partially Supports", "Some of it does not hold: the remark says what, or a test failed."],
    ["Does Not Support", "Every test that is to show it failed."],
    ["Not Applicable", "There is nothing that it could be asked of."],
    ["Not Evaluated", "A test that is to show it was not run."],
]


def document_of(criteria: Criteria, results: Results) -> Document:
    outcomes = results.of(criteria)
    sections = [
        Section("Product", _product(criteria, outcomes)),
        Section(
            "Standards and terms",
            tables=[
                Table("Standards", ("Standard", "Included"), _STANDARDS, texts=2),
                Table("Terms", ("Level", "Means"), _TERMS, texts=2),
            ],
        ),
        *(
            Section(each.title, tables=[_criteria_table(each, outcomes)])
            for each in criteria.tables
        ),
        Section("What was measured", tables=list(_measures(results.measures))),
        Section("Tests", tables=[_tests(criteria, outcomes)]),
    ]
    return Document(TITLE, sections)


def below_claim(criteria: Criteria, outcomes: Mapping[str, Outcome]) -> list[str]:
    """The numbers of criteria whose tests do not bear out what is claimed."""
    return [
        each.number
        for each in criteria.all
        if each.applies and each.level_by(outcomes) != each.level
    ]


def _product(criteria: Criteria, outcomes: Mapping[str, Outcome]) -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = list(outcomes.values())
    rows = [each for table in criteria.tables if table.wcag for each in table.rows]
    levels = Counter(each.level_by(outcomes) for each in rows if each.number != GONE)
    return [
        text.format(
            version=project["version"],
            day=dt.date.today(),
            inspected_on=criteria.inspected_on,
            passed=found.count("passed"),
            failed=found.count("failed"),
            skipped=found.count("skipped"),
            levels=", ".join(f"{count} {level}" for level, count in levels.items()),
        )
        for text in _PRODUCT
    ]


def _criteria_table(table: CriteriaTable, outcomes: Mapping[str, Outcome]) -> Table:
    columns = ("Criterion", "Conformance level", "Remarks and explanations", "Shown by")
    rows = [
        [
            f"{each.number} {each.name}",
            each.level_by(outcomes),
            " ".join(filter(None, (each.remark, each.inspected))),
            "\n".join(_shown_by(each, outcomes)),
        ]
        for each in table.rows
    ]
    return Table(table.title, columns, rows, texts=len(columns))


def _shown_by(criterion: Criterion, outcomes: Mapping[str, Outcome]) -> Iterable[str]:
    if not criterion.applies:
        return
    for name in criterion.evidence:
        outcome = outcomes.get(name, "not run")
        yield f"test: {name}" if outcome == "passed" else f"test: {name} – {outcome.upper()}"
    if criterion.inspected:
        yield "by inspection"


def _measures(measures: Mapping[str, Sequence[Any]]) -> Iterable[Table]:
    for name, caption in (("axe", "The widget"), ("axe: pages", "Plain pages and ticket page")):
        rows = [row for part in measures.get(name, ()) for row in part]
        looks = list(dict.fromkeys(look for _, look, _, _ in rows))
        cells = {(state, look): f"{faults} / {passes}" for state, look, faults, passes in rows}
        states = list(dict.fromkeys(state for state, *_ in rows))
        shown = [[state, *(cells.get((state, look), "") for look in looks)] for state in states]
        note = "Violations / rules that passed."
        yield Table(f"axe-core: {caption}, state by state", ("State", *looks), shown, note)
    sizes = [["smallest target", str(size)] for size in measures.get("smallest target", ())]
    yield Table("Sizes", ("Measure", "Value"), sizes, texts=2)
    for name, caption in (
        ("keyboard: the widget", "With keys alone: the widget"),
        ("keyboard: the plain pages", "With keys alone: the plain pages"),
    ):
        steps = [step for part in measures.get(name, ()) for step in part]
        rows = [[str(count), *step] for count, step in enumerate(steps, 1)]
        yield Table(caption, ("Step", "What", "Keys"), rows, texts=3)
    said = [row for part in measures.get("announcements", ()) for row in part]
    yield Table("What a screen reader is told", ("When", "Said"), said, texts=2)


def _tests(criteria: Criteria, outcomes: Mapping[str, Outcome]) -> Table:
    rows = [
        [name, outcomes.get(name, "not run"), f"tests/browser/{test}"]
        for name, test in criteria.evidence.items()
    ]
    return Table("Tests by their name here", ("Name", "Outcome", "Place"), rows, texts=3)
