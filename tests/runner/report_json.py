"""Owns the report as JSON, for programs: every case with its steps, turns and events."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from tests.runner.coverage import Coverage
from tests.runner.diff import act_as, event_as, title_of
from tests.runner.results import CaseResult, Mismatch, StepResult


def json_report(results: Sequence[CaseResult], coverage: Coverage | None = None) -> str:
    content = {
        "cases": [_case(result) for result in results],
        "coverage": {area.title: dict(area.times) for area in coverage.areas} if coverage else None,
    }
    return json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n"


def _case(result: CaseResult) -> dict[str, Any]:
    return {
        "name": result.case.name,
        "title": title_of(result),
        "place": asdict(result.case.place),
        "outcome": result.outcome,
        "seconds": round(result.seconds, 3),
        "attempt": result.attempt,
        "variation": result.variation,
        "steps": [_step(step) for step in result.steps],
        "not_judged": [each.written for each in result.case.not_judged],
    }


def _step(step: StepResult) -> dict[str, Any]:
    seen = step.seen
    return {
        "line": step.step.place.line,
        "act": act_as(step.step.act),
        "error": step.error,
        "expectations": len(step.step.expectations),
        "mismatches": [_mismatch(each) for each in step.mismatches],
        "turn": seen.turn if seen else None,
        "events": [event_as(event) for event in seen.events] if seen else [],
        "tracker": seen.tracker if seen else None,
        "seconds": round(seen.seconds, 3) if seen else None,
    }


def _mismatch(mismatch: Mismatch) -> dict[str, Any]:
    return {
        "line": mismatch.expectation.place.line,
        "expected": mismatch.expectation.written,
        "actual": mismatch.actual,
        "unsupported": mismatch.unsupported,
    }
