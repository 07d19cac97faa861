"""Tests of the audit: the real pip-audit, asked about made-up advisories on loopback."""

import json
from datetime import date
from pathlib import Path

import pytest

from tests.security.advisories import served_advisories
from tests.security.auditing import AuditFailed, Finding, audit, faults, is_live
from tests.security.judgements import Judgement, Judgements

ADVISORY = {
    "id": "TEST-2026-1",
    "aliases": ["CVE-2026-00001"],
    "summary": "Made up for this test.",
    "affected": [
        {
            "package": {"name": "requests", "ecosystem": "PyPI"},
            "ranges": [
                {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "999.0"}]},
            ],
        }
    ],
}
PINNED = frozenset({("requests", "2.34.2"), ("idna", "3.20")})


@pytest.fixture
def findings(tmp_path: Path) -> list[Finding]:
    folder = tmp_path / "requests"
    folder.mkdir()
    (folder / "TEST-2026-1.json").write_text(json.dumps(ADVISORY))
    pins = tmp_path / "pins.txt"
    pins.write_text("# two of them\nrequests==2.34.2\nidna==3.20\n")
    with served_advisories(tmp_path, frozenset({"requests", "idna"})) as url:
        return audit("the test", pins, url)


def judged(version: str, *ids: str) -> Judgements:
    one = Judgement(
        package="Requests",
        version=version,
        ids=ids,
        fixed_in="999.0",
        reachable=False,
        why="Nothing in this test calls it.",
        changes_when="Something does.",
    )
    today = date(2026, 11, 23)
    return Judgements(looked_at=today, look_again_by=today, judgements=(one,))


def test_pip_audit_finds_what_the_service_knows(findings: list[Finding]) -> None:
    expected = frozenset({"TEST-2026-1", "CVE-2026-00001"})
    assert findings == [Finding("the test", "requests", "2.34.2", expected, ("999.0",))]


def test_a_finding_that_nobody_judged_is_a_fault(findings: list[Finding]) -> None:
    [fault] = faults(findings, judged("2.34.2", "CVE-2020-1"), PINNED)
    assert fault.startswith("not judged: the test: requests 2.34.2: CVE-2026-00001, TEST-2026-1")


def test_a_finding_judged_under_any_of_its_names_is_none(findings: list[Finding]) -> None:
    assert faults(findings, judged("2.34.2", "CVE-2026-00001"), PINNED) == []


def test_a_judgement_holds_for_its_version_alone(findings: list[Finding]) -> None:
    found = faults(findings, judged("2.0.0", "CVE-2026-00001"), PINNED)
    assert [fault.split(":")[0] for fault in found] == ["not judged", "out of date"]


def test_a_service_that_fails_is_not_taken_for_no_findings(tmp_path: Path) -> None:
    pins = tmp_path / "pins.txt"
    pins.write_text("requests==2.34.2\n")
    with pytest.raises(AuditFailed, match=r"pip-audit on pins\.txt"):
        audit("the test", pins, "http://127.0.0.1:9/nobody")


def test_a_service_that_does_not_answer_is_not_live() -> None:
    assert not is_live("http://127.0.0.1:9/nobody")
