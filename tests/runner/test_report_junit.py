"""Tests of the JUnit report, read back as a CI system would."""

from pathlib import Path
from xml.etree import ElementTree

from tests.runner.report_junit import junit_report
from tests.runner.scripted_run import scripted_results


def test_cases_have_place_time_and_what_went_otherwise(tmp_path: Path) -> None:
    report = junit_report(scripted_results(tmp_path)).encode()
    root = ElementTree.fromstring(report)  # noqa: S314 - our own
    numbers = {"tests": "4", "failures": "1", "errors": "1", "skipped": "1"}
    (suite,) = root.findall("testsuite")
    for element in (root, suite):
        assert {name: element.get(name) for name in numbers} == numbers
    cases = suite.findall("testcase")
    assert [case.get("name") for case in cases][1] == "another status & another source"
    assert [case.get("line") for case in cases] == ["3", "8", "15", "20"]
    assert {case.get("file") for case in cases} == {str(tmp_path / "cases.yml")}
    assert all(float(case.get("time", "")) >= 0 for case in cases)

    passed, failed, unsupported, error = cases
    assert list(passed) == []
    (failure,) = failed
    assert (failure.tag, failure.get("message")) == ("failure", "line 12: status answered")
    assert "x_status: choices" in (failure.text or "")
    (skipped,) = unsupported
    assert skipped.tag == "skipped"
    assert "flow_started cannot be judged here" in (skipped.get("message") or "")
    (could_not,) = error
    assert could_not.tag == "error"
    assert "staff cannot act here" in (could_not.get("message") or "")


def test_what_xml_cannot_hold_is_replaced(tmp_path: Path) -> None:
    report = junit_report(scripted_results(tmp_path))
    assert "\x0b" not in report
    assert '\N{REPLACEMENT CHARACTER} &amp; "quoted"' in report
