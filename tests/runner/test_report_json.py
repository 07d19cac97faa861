"""Tests of the report for programs."""

import json
from pathlib import Path

from tests.runner.coverage import Area, Coverage
from tests.runner.report_json import json_report
from tests.runner.scripted_run import scripted_results


def test_every_case_has_its_steps_with_turn_and_events(tmp_path: Path) -> None:
    coverage = Coverage((Area("Intents", {"greet": 2, "stop": 0}),))
    report = json.loads(json_report(scripted_results(tmp_path), coverage))
    outcomes = [case["outcome"] for case in report["cases"]]
    assert outcomes == ["passed", "failed", "unsupported", "error"]
    failed, not_run = report["cases"][1], report["cases"][3]
    (mismatch,) = failed["steps"][0]["mismatches"]
    assert (mismatch["line"], mismatch["expected"]) == (12, "x_status: choices")
    assert failed["steps"][0]["turn"]["status"] == "answered"
    assert "slot: misses = 0" in failed["steps"][0]["events"]
    assert not_run["steps"][0]["error"].startswith("staff cannot act here")
    assert report["coverage"] == {"Intents": {"greet": 2, "stop": 0}}
