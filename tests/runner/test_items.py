"""Tests of conversation tests as items of pytest."""

from collections.abc import Callable
from pathlib import Path

import pytest

from server.settings import ROOT
from tests.runner.items import ConversationFile
from tests.runner.scripted import ScriptedAssistant, seen

CASES = """\
test_cases:
- test_case: good, all in all
  steps:
  - user: how long
    assertions: [x_status: answered]
- test_case: bad
  steps:
  - user: how long
    assertions: [x_status: choices]
- test_case: no such choice
  steps:
  - x_pick: Send it
    assertions: [x_status: choices]
- test_case: flows
  steps:
  - user: how long
    assertions: [flow_started: x]
"""


class Scripted:
    """What tests/conversations/conftest.py gives, with a scripted assistant; notes the items."""

    def __init__(self) -> None:
        self.lines: dict[str, int | None] = {}

    @pytest.fixture
    def conversing(self) -> ScriptedAssistant:
        return ScriptedAssistant(lambda _: seen())

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector:
        return ConversationFile.from_parent(parent, path=file_path)

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        self.lines[item.name] = item.location[1]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cases.yml"
    path.write_text(CASES, encoding="utf-8")
    return path


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """By pytest inside pytest, with the settings of this project."""

    def run(*arguments: str | Path, plugin: Scripted | None = None) -> str:
        options = ("-q", "-s", "-p", "no:cacheprovider", "-c", ROOT / "pyproject.toml")
        given = [str(each) for each in (*options, *arguments)]
        pytest.main(given, plugins=[plugin or Scripted()])
        return capsys.readouterr().out

    return run


def test_each_case_is_an_item_with_the_difference_and_no_traceback(
    file: Path, said: Callable[..., str]
) -> None:
    output = said(file)
    assert "2 failed, 1 passed, 1 skipped" in output
    assert f"{file}:6 bad: failed\n" in output
    assert "    expected  x_status: choices   (line 9)\n    actual    status answered\n" in output
    assert "could not be run: staff cannot act here" in output
    assert "flows: flow_started cannot be judged here" in output
    assert "Traceback" not in output
    assert "NotPassed" not in output
    assert "items.py" not in output.partition("short test summary")[0]


def test_one_case_by_its_name(file: Path, said: Callable[..., str]) -> None:
    assert "1 passed" in said(f"{file}::good, all in all")


def test_its_line_and_its_marker(file: Path, said: Callable[..., str]) -> None:
    assert "4 deselected" in said(file, "-m", "not assistant")
    plugin = Scripted()
    said(file, plugin=plugin)
    assert list(plugin.lines.values()) == [1, 5, 9, 13]  # pytest counts them from 0


def test_an_unreadable_file_says_where(file: Path, said: Callable[..., str]) -> None:
    file.write_text("tests: []")
    output = said(file)
    assert f'{file}:1: "tests" is not known here' in output
    assert "Traceback" not in output
