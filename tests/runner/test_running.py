"""Tests of the running of a case: what is asked of the assistant, and when it ends."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.runner.assistant import NotPossible
from tests.runner.cases import Act, Case, StubbedAction, UserPicks, UserSays
from tests.runner.reading import read_file
from tests.runner.results import Outcome
from tests.runner.running import Runner
from tests.runner.scripted import ScriptedAssistant, seen
from tests.runner.seen import Seen

TWO_STEPS = """\
metadata: [spanish: {language: es}]
fixtures: [named: {name: Maria}]
stub_custom_actions: {action_x: {responses: [{text: Hi}]}}
test_cases:
- test_case: two steps
  metadata: spanish
  fixtures: named
  steps:
  - user: one
    assertions: [x_status: answered]
  - user: two
    assertions: [x_status: answered, x_nothing_sensitive_stored: [123-45-6789]]
"""
PICKS = """\
test_cases:
- test_case: picks
  steps:
  - x_pick: Send it
    assertions: [x_status: answered]
  - user: two
"""
BAD = seen(status="unanswered")


def read(folder: Path, text: str = TWO_STEPS) -> Case:
    file = folder / "case.yml"
    file.write_text(text, encoding="utf-8")
    return read_file(file)[0]


def test_all_that_a_case_says_reaches_the_assistant(tmp_path: Path) -> None:
    assistant = ScriptedAssistant({"one": seen(), "two": seen()})
    result = Runner(assistant).run(read(tmp_path))
    assert result.outcome is Outcome.PASSED
    assert assistant.begun == [
        ("es", {"name": "Maria"}, {"action_x": StubbedAction(responses=({"text": "Hi"},))})
    ]
    assert assistant.acts == [(UserSays("one"), False), (UserSays("two"), True)]
    assert assistant.closed == 1


def test_a_mismatch_does_not_end_the_case(tmp_path: Path) -> None:
    result = Runner(ScriptedAssistant({"one": BAD, "two": BAD})).run(read(tmp_path))
    assert result.outcome is Outcome.FAILED
    assert [len(step.mismatches) for step in result.steps] == [1, 1]


def test_a_step_that_cannot_be_run_ends_the_case(tmp_path: Path) -> None:
    assistant = ScriptedAssistant({"two": seen()})
    result = Runner(assistant).run(read(tmp_path, PICKS))
    assert result.outcome is Outcome.ERROR
    (step,) = result.steps
    assert step.error == "staff cannot act here: start the assistant without --url"
    assert assistant.acts == [(UserPicks("Send it"), False)]
    assert assistant.closed == 1


def test_any_other_fault_is_told_too(tmp_path: Path) -> None:
    result = Runner(ScriptedAssistant({})).run(read(tmp_path))
    assert [step.error for step in result.steps] == ["KeyError: 'one'"]


class NoConversations(ScriptedAssistant):
    def converse(
        self, language: str, slots: Mapping[str, Any], stubs: Mapping[str, StubbedAction]
    ) -> ScriptedAssistant:
        raise NotPossible("slots need an assistant that was started here")


class NotClosing(ScriptedAssistant):
    def close(self) -> None:
        raise NotPossible("Rasa does not come back")


def test_a_conversation_that_cannot_begin(tmp_path: Path) -> None:
    result = Runner(NoConversations({})).run(read(tmp_path))
    assert [step.error for step in result.steps] == [
        "slots need an assistant that was started here"
    ]


def test_what_is_left_behind_is_an_error(tmp_path: Path) -> None:
    result = Runner(NotClosing({"one": seen(), "two": seen()})).run(read(tmp_path))
    assert result.outcome is Outcome.ERROR
    assert result.steps[-1].error == "after the last step: Rasa does not come back"


def test_the_time_a_case_takes(tmp_path: Path) -> None:
    moments = iter((10.0, 12.5))
    runner = Runner(ScriptedAssistant({"one": seen(), "two": seen()}), lambda: next(moments))
    result = runner.run(read(tmp_path), attempt=3, variation="upper")
    assert (result.seconds, result.attempt, result.variation) == (2.5, 3, "upper")


def test_what_was_not_done_is_not_stated(tmp_path: Path) -> None:
    """An answer without a turn, as after an act of staff, meets nothing of a turn."""

    def nothing(_: str) -> Seen:
        return replace(seen(), turn={})

    result = Runner(ScriptedAssistant(nothing)).run(read(tmp_path))
    assert result.outcome is Outcome.FAILED
    act: Act = result.steps[0].step.act
    assert act == UserSays("one")
