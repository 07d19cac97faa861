"""Owns running the tests that show conformance, and what they gave: outcomes and measures."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest

from server.settings import ROOT
from tests.browser.accessibility.criteria import Criteria, Outcome

FOLDER = "tests/browser"
_WORST_LAST: tuple[Outcome, ...] = ("passed", "skipped", "failed")


@dataclass
class Results:
    """A plugin of pytest. A test with several rows fails where one of them does."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)  # by the test, without its rows
    measures: dict[str, list[object]] = field(default_factory=dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        test = report.nodeid.partition("[")[0]
        before = self.outcomes.get(test, "passed")
        self.outcomes[test] = max(before, report.outcome, key=_WORST_LAST.index)
        if report.when == "call":
            for name, value in report.user_properties:
                self.measures.setdefault(name, []).append(value)

    def of(self, criteria: Criteria) -> dict[str, Outcome]:
        """By the name of the evidence; without those that were not run."""
        return {
            name: self.outcomes[f"{FOLDER}/{test}"]
            for name, test in criteria.evidence.items()
            if f"{FOLDER}/{test}" in self.outcomes
        }


def run(tests: Iterable[str]) -> Results:
    results = Results()
    # File by file: what a file's tests share is made once.
    places = [str(ROOT / FOLDER / test) for test in sorted(tests)]
    pytest.main([f"--rootdir={ROOT}", "--quiet", "--no-summary", *places], plugins=[results])
    return results
