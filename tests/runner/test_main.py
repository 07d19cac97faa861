"""Tests of the command: what it shows, and how it ends."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.runner.__main__ import main
from tests.runner.assistant import Assistant
from tests.runner.cases import UserSays
from tests.runner.reading import read_file
from tests.runner.scripted import ScriptedAssistant, seen
from tests.runner.seen import Seen

CASES = """\
test_cases:
- test_case: good
  steps:
  - user: how long
    assertions: [x_status: answered, x_entry: how-to-file/extension]
- test_case: bad
  steps:
  - user: bad
    assertions: [x_status: answered]
- test_case: flows
  steps:
  - user: how long
    assertions: [flow_started: x]
"""


ANSWERS = {"bad": seen(status="unanswered"), "how long": seen()}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COLUMNS", "160")
    path = tmp_path / "cases.yml"
    path.write_text(CASES, encoding="utf-8")
    return path


def any_answer(text: str) -> Seen:
    return ANSWERS.get(text, seen(entry_id=None))


def ended(*arguments: str | Path, answer: Callable[[str], Seen] = any_answer) -> int:
    """The exit code of the command, with an assistant that says what is set."""

    @contextmanager
    def scripted(*_: object) -> Iterator[Assistant]:
        yield ScriptedAssistant(answer)

    with pytest.raises(SystemExit) as raised:
        main([str(each) for each in arguments], scripted)
    assert isinstance(raised.value.code, int)
    return raised.value.code


def test_all_cases_with_what_failed_and_a_table(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(file) == 1
    shown = capsys.readouterr().out
    assert "expected  x_status: answered   (line 9)" in shown
    assert "actual    status unanswered" in shown
    assert shown.rstrip().endswith(f"failed  {file}:6 bad")
    cells = [cell.strip() for cell in shown.partition("3 cases")[2].split("\n")[0].split("│")]
    assert cells[1:5] == ["1", "1", "1", ""]


RUNS = {
    "one that passes": (["--case", "good"], 0),
    "one that fails": (["--case", "bad"], 1),
    "one that cannot be judged": (["--case", "flows"], 3),
    "two": (["--case", "good", "--case", "flows"], 3),
    "no such case": (["--case", "none"], 2),
    "no such option": (["--none"], 2),
    "variations count": (["--case", "good", "--paraphrase", "1", "--strict"], 1),
}


@pytest.mark.parametrize(("arguments", "code"), RUNS.values(), ids=RUNS)
def test_exit_codes(file: Path, arguments: list[str], code: int) -> None:
    assert ended(file, *arguments) == code


def test_the_command_may_be_named(file: Path) -> None:
    assert ended("run", file, "--case", "good") == 0


def test_an_unreadable_file(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("tests: []")
    assert ended(file) == 2
    assert f"{file}:1:" in capsys.readouterr().err.replace("\n", "")


def test_which_variations_break(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(file, "--case", "good", "--paraphrase", "2") == 0  # they are a report
    shown = capsys.readouterr().out
    assert "4 of 4 variations break: paraphrase 2 of 2, typos 1 of 1, upper 1 of 1" in shown
    assert 'upper: "HOW LONG"' in shown
    assert "entry none, status answered" in shown


def test_a_flaky_case(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = iter([seen(), seen(status="unanswered"), seen()])
    assert ended(file, "--case", "good", "--repeat", "3", answer=lambda _: next(answers)) == 1
    assert "good: passed 2 of 3 times" in capsys.readouterr().out.replace("\n", "")


def test_reports_are_written(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = file.parent / "reports"
    named = {kind: folder / f"report.{kind}" for kind in ("junit", "html", "json")}
    options = [each for kind, path in named.items() for each in (f"--{kind}", path)]
    ended(file, "--case", "good", "--paraphrase", "0", "--coverage", *options)
    texts = {kind: path.read_text() for kind, path in named.items()}
    assert 'tests="1" failures="0"' in texts["junit"]  # variations are a report
    assert "how long" in texts["html"]
    assert len(json.loads(texts["json"])["cases"]) == 3  # with typos, in upper case
    assert "ask_tax_question" not in capsys.readouterr().out.partition("Intents")[2].split("\n")[0]


def test_a_case_is_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("how long\n"))
    assert ended("record", "--out", tmp_path / "recorded.yml") == 0
    (case,) = read_file(tmp_path / "recorded.yml")
    assert case.steps[0].act == UserSays("how long")
    assert "Six more months." in capsys.readouterr().out


def test_reported_problems_need_a_database_that_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended("from-feedback", "--var", tmp_path) == 2
    assert "there is no database at" in capsys.readouterr().err
    assert not (tmp_path / "assistant.db").exists()
    assert ended("from-feedback", "--database", "mysql://x/y") == 2
