"""Tests of the recording of a case."""

import io
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from tests.runner.assistant import NotPossible
from tests.runner.cases import Act, UserPicks, UserSays
from tests.runner.reading import read_file
from tests.runner.recording import record
from tests.runner.results import Outcome
from tests.runner.running import Runner
from tests.runner.scripted import ScriptedAssistant, seen
from tests.runner.seen import Seen

FORM = seen(status="ticket_form", entry_id=None, messages=[], notices=["identifier_removed"])


class Picking(ScriptedAssistant):
    """Takes choices too."""

    def act(self, act: Act, keep_stored: bool = False) -> Seen:
        return super().act(UserSays(act.title) if isinstance(act, UserPicks) else act)


def recorded(assistant: Picking, *typed: str, language: str = "en") -> tuple[str, str]:
    """The case, and what was shown meanwhile. After all that is typed comes Ctrl-D."""
    lines: Iterator[str] = iter(typed)

    def next_line() -> str:
        line = next(lines, None)
        if line is None:
            raise EOFError
        return line

    shown = io.StringIO()
    return record(assistant, language, Console(file=shown, width=200), next_line), shown.getvalue()


def test_what_is_recorded_passes_when_it_is_run(tmp_path: Path) -> None:
    assistant = Picking({"how long": seen(), "No": FORM, "yes": seen(degraded=True, messages=[])})
    text, shown = recorded(assistant, "how long", "", "2", "yes")
    assert "assistant: Six more months." in shown
    assert "  2  No" in shown
    file = tmp_path / "recorded.yml"
    file.write_text(text, encoding="utf-8")
    (case,) = read_file(file)
    assert [step.act for step in case.steps] == [
        UserSays("how long"),
        UserPicks("No"),
        UserSays("yes"),
    ]
    assert Runner(assistant).run(case).outcome is Outcome.PASSED


def test_all_that_is_written_down() -> None:
    text, _ = recorded(Picking({"how long": seen()}), "how long", "/end", "never said")
    assert text.partition("\n    steps:\n")[2] == (
        "      - user: how long\n"
        "        assertions:\n"
        "          - x_status: answered\n"
        "          - x_entry: how-to-file/extension\n"
        "          - x_choices:\n"
        "              - One\n"
        "              - Two\n"
        "              - Three\n"
        "          - bot_uttered:\n"
        "              utter_name: utter_answer\n"
        "          - bot_uttered:\n"
        "              utter_name: utter_anything_else\n"
    )


def test_each_turn_that_comes_otherwise_breaks_the_recorded_case(tmp_path: Path) -> None:
    text, _ = recorded(Picking({"how long": seen()}), "how long")
    file = tmp_path / "recorded.yml"
    file.write_text(text, encoding="utf-8")
    (case,) = read_file(file)
    others = {
        "status": seen(status="choices"),
        "entry": seen(entry_id="how-to-file/deadline"),
        "choices": seen(messages=[]),
        "said": seen(events=()),
    }
    for name, other in others.items():
        result = Runner(Picking({"how long": other})).run(case)
        assert result.outcome is Outcome.FAILED, name


def test_the_language_is_kept(tmp_path: Path) -> None:
    text, _ = recorded(Picking({"hola": seen()}), "hola", language="es")
    file = tmp_path / "recorded.yml"
    file.write_text(text, encoding="utf-8")
    assert read_file(file)[0].metadata == {"language": "es"}


def test_what_is_not_possible_is_told_and_not_written_down() -> None:
    class Refusing(Picking):
        def act(self, act: Act, keep_stored: bool = False) -> Seen:
            raise NotPossible("the assistant does not answer")

    text, shown = recorded(Refusing({}), "Hi")
    assert text == ""
    assert "not possible: the assistant does not answer" in shown
