"""Tests of a run of many cases: which, how often, how it ends."""

from pathlib import Path

import pytest

from tests.runner.cases import Case
from tests.runner.reading import read_file
from tests.runner.results import CaseResult, Outcome
from tests.runner.running import Runner
from tests.runner.scripted import ScriptedAssistant, seen
from tests.runner.seen import Seen
from tests.runner.suite import NoSuchCase, Suite, exit_code, named

CASE = """\
- test_case: {name}
  steps:
  - user: {name}
    assertions: [{assertion}]
"""
GOOD, BAD = seen(), seen(status="unanswered")
NAMES = ("first", "second", "third")


def cases(folder: Path, *names: str, assertion: str = "x_status: answered") -> list[Case]:
    file = folder / "cases.yml"
    written = "".join(CASE.format(name=name, assertion=assertion) for name in names)
    file.write_text(f"test_cases:\n{written}", encoding="utf-8")
    return read_file(file)


def outcomes(results: list[CaseResult]) -> list[tuple[str, int, str]]:
    return [(each.case.name, each.attempt, str(each.outcome)) for each in results]


def test_each_case_so_often(tmp_path: Path) -> None:
    answers = iter([GOOD, BAD, GOOD, GOOD])
    suite = Suite(cases(tmp_path, "first", "second"), repeat=2)
    results = list(suite.results(Runner(ScriptedAssistant(lambda _: next(answers)))))
    assert outcomes(results) == [
        ("first", 1, "passed"),
        ("first", 2, "failed"),
        ("second", 1, "passed"),
        ("second", 2, "passed"),
    ]
    assert len(suite) == len(results)


def test_the_first_failure_ends_it_where_that_is_wanted(tmp_path: Path) -> None:
    assistant = ScriptedAssistant({"first": GOOD, "second": BAD, "third": GOOD})
    suite = Suite(cases(tmp_path, *NAMES), fail_fast=True)
    assert len(list(suite.results(Runner(assistant)))) == 2
    suite = Suite(cases(tmp_path, *NAMES))
    assert len(list(suite.results(Runner(assistant)))) == 3


def test_cases_by_name_in_the_order_of_the_file(tmp_path: Path) -> None:
    all_of_them = cases(tmp_path, *NAMES)
    assert named(all_of_them, []) == all_of_them
    assert [each.name for each in named(all_of_them, ["third", "first"])] == ["first", "third"]
    with pytest.raises(NoSuchCase, match='there is no case "secnd"; there is "second"'):
        named(all_of_them, ["secnd"])


ENDS: dict[str, tuple[str, Seen | None, int]] = {
    "passed": ("x_status: answered", GOOD, 0),
    "failed": ("x_status: answered", BAD, 1),
    "could not be judged": ("flow_started: x", GOOD, 3),
    "could not be run": ("x_status: answered", None, 3),
}


@pytest.mark.parametrize(("assertion", "answer", "code"), ENDS.values(), ids=ENDS)
def test_exit_codes(tmp_path: Path, assertion: str, answer: Seen | None, code: int) -> None:
    assistant = ScriptedAssistant({"it": answer} if answer else {})
    (case,) = cases(tmp_path, "it", assertion=assertion)
    assert exit_code([Runner(assistant).run(case)]) == code


def test_a_failure_counts_before_what_could_not_be_run(tmp_path: Path) -> None:
    runner = Runner(ScriptedAssistant({"second": BAD, "third": GOOD}))
    results = [runner.run(case) for case in cases(tmp_path, *NAMES)]
    assert {each.outcome for each in results} == {Outcome.ERROR, Outcome.FAILED, Outcome.PASSED}
    assert exit_code(results) == 1


def test_variations_count_only_where_that_is_wanted(tmp_path: Path) -> None:
    (case,) = cases(tmp_path, "it")
    result = Runner(ScriptedAssistant({"it": BAD})).run(case, variation="upper")
    assert exit_code([result]) == 0
    assert exit_code([result], strict=True) == 1
