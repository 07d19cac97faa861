"""Owns a small run for the tests of reports and coverage: a case of every outcome."""

from pathlib import Path
from textwrap import dedent

from tests.runner.reading import read_file
from tests.runner.results import CaseResult
from tests.runner.running import Runner
from tests.runner.scripted import ScriptedAssistant, seen
from tests.runner.seen import Said, Seen

HOSTILE = '<script>alert(1)</script> \x0b & "quoted"'
CASES = r"""
    test_cases:
    - test_case: all as expected
      steps:
      - user: how long
        assertions:
        - x_status: answered
    - test_case: another status & another source
      steps:
      - user: how long
        assertions:
        - x_status: choices
        - x_entry: how-to-file/extension
      - user: "<script>alert(1)</script> \v & \"quoted\""
    - test_case: a flow
      steps:
      - user: how long
        assertions:
        - flow_started: greeting
    - test_case: nobody of staff
      steps:
      - x_staff_says: Hello
      - user: how long
        assertions:
        - x_status: answered
"""


def scripted_results(folder: Path) -> list[CaseResult]:
    """Passed, failed, not to be judged and not to be run, in this order."""
    file = folder / "cases.yml"
    file.write_text(dedent(CASES), encoding="utf-8")
    answers = {"how long": seen(), HOSTILE: _told(HOSTILE)}
    runner = Runner(ScriptedAssistant(answers))
    return [runner.run(case) for case in read_file(file)]


def _told(text: str) -> Seen:
    return seen(events=[Said(text)], messages=[{"type": "text", "text": text}])
