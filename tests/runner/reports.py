"""Owns which reports of a run are written, and where to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from tests.runner.coverage import coverage_of, coverage_table
from tests.runner.report_html import html_report
from tests.runner.report_json import json_report
from tests.runner.report_junit import junit_report
from tests.runner.results import CaseResult


@dataclass(frozen=True)
class Reports:
    """Each as a file, where one is named; `coverage` as a table, too."""

    junit: Path | None = None
    html: Path | None = None
    json: Path | None = None
    coverage: bool = False

    def write(self, console: Console, results: Sequence[CaseResult], strict: bool) -> None:
        """A variation that breaks is a failure to a CI system only where `strict`."""
        needs_coverage = self.coverage or self.html or self.json
        coverage = coverage_of(results) if needs_coverage else None
        if self.coverage and coverage:
            console.print(coverage_table(coverage))
        counted = [each for each in results if strict or each.variation is None]
        texts: dict[Path | None, Callable[[], str]] = {
            self.junit: lambda: junit_report(counted),
            self.html: lambda: html_report(results, coverage),
            self.json: lambda: json_report(results, coverage),
        }
        for path, text in texts.items():
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text(), encoding="utf-8")
                console.print(f"written to {path}", soft_wrap=True)
