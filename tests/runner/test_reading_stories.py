"""Tests of the reading of Rasa's own stories, and of what they can say of the whole assistant."""

from pathlib import Path

import pytest

from server.settings import ROOT
from tests.runner.cases import (
    ActionExecuted,
    Case,
    LoopGiven,
    SlotGiven,
    TurnHas,
    Unsupported,
    UserSays,
)
from tests.runner.reading import read_file, read_files
from tests.runner.results import CaseResult, Outcome
from tests.runner.running import Runner
from tests.runner.scripted import ScriptedAssistant, seen
from tests.runner.seen import Executed, LoopEvent, SlotEvent, Understood
from tests.runner.yaml_nodes import ReadingError

STORY = """\
version: "3.1"
stories:
- story: the form
  steps:
  - user: I want [a person](who)
    intent: talk_to_human
  - action: ticket_form
  - active_loop: ticket_form
  - slot_was_set:
    - misses: 0
    - requested_slot: ticket_name
  - or:
    - user: Maria
      intent: give_contact
    - intent: choose
      entities:
      - entry_id: a/b
  - action: action_answer_question
"""
BEGUN = (
    Understood("I want a person", "talk_to_human", 1.0),
    SlotEvent("misses", 0),
    Executed("ticket_form"),
    LoopEvent("ticket_form"),
    SlotEvent("requested_slot", "ticket_name"),
)
NAMED = (Understood("Maria", "give_contact", 1.0), Executed("action_answer_question"))
FORM, TOLD = seen(events=BEGUN), seen(events=NAMED)


def read(folder: Path, text: str = STORY) -> list[Case]:
    file = folder / "test_it.yml"
    file.write_text(text, encoding="utf-8")
    return read_file(file)


def ran(folder: Path, begun: object, told: object) -> CaseResult:
    answers = {"I want a person": begun, "Maria": told}
    return Runner(ScriptedAssistant(answers)).run(read(folder)[0])  # type: ignore[arg-type]


def test_a_story_is_a_case_for_each_way_through_it(tmp_path: Path) -> None:
    words, button = read(tmp_path)
    assert [words.name, button.name] == ["the form (1 of 2)", "the form (2 of 2)"]
    assert words.steps[0].act == UserSays("I want a person")
    assert [(each.check, each.place.line) for each in words.steps[0].expectations] == [
        (TurnHas("x_intent", "talk_to_human"), 6),
        (ActionExecuted("ticket_form"), 7),
        (LoopGiven("ticket_form"), 8),
        (SlotGiven("misses", 0), 10),
        (SlotGiven("requested_slot", "ticket_name"), 11),
    ]
    assert words.steps[0].in_order
    assert words.steps[1].act == UserSays("Maria")
    assert button.steps[1].act == UserSays('/choose{"entry_id": "a/b"}')


def test_a_story_that_the_assistant_follows_passes(tmp_path: Path) -> None:
    assert ran(tmp_path, FORM, TOLD).outcome is Outcome.PASSED


def test_a_slot_that_was_set_before_still_holds(tmp_path: Path) -> None:
    case = read(tmp_path, STORY + "  - slot_was_set: [misses: 0]\n  - active_loop: ticket_form\n")[
        0
    ]
    result = Runner(ScriptedAssistant({"I want a person": FORM, "Maria": TOLD})).run(case)
    assert result.outcome is Outcome.PASSED


def test_another_action_fails(tmp_path: Path) -> None:
    result = ran(tmp_path, FORM, seen(events=NAMED[:1]))
    assert result.outcome is Outcome.FAILED
    assert result.steps[1].mismatches[0].actual == "actions: none"


def test_a_story_that_puts_slots_otherwise_is_not_judged_from_there(tmp_path: Path) -> None:
    elsewhere = seen(events=[*BEGUN[:4], SlotEvent("requested_slot", "ticket_question")])
    result = ran(tmp_path, elsewhere, TOLD)
    assert result.outcome is Outcome.UNSUPPORTED
    assert len(result.steps) == 1
    (mismatch,) = result.steps[0].mismatches
    assert mismatch.actual.endswith('The assistant\'s: "ticket_question"')


def test_without_a_tracker_nothing_is_judged(tmp_path: Path) -> None:
    assert ran(tmp_path, seen(tracker=False), TOLD).outcome is Outcome.FAILED


def test_checkpoints_are_not_judged(tmp_path: Path) -> None:
    (case,) = read(
        tmp_path, "stories:\n- story: a\n  steps: [checkpoint: x, {user: Hi, intent: y}]"
    )
    assert Unsupported("checkpoint") in [each.check for each in case.steps[0].expectations]


FAULTY = {
    "no name": ("- steps: []", 2, '"story" is missing'),
    "an unknown step": (
        "- story: a\n  steps: [acton: x]",
        3,
        '"acton" is not known here; known: us',
    ),
    "nobody speaks": ("- story: a\n  steps: [action: x]", 2, "the story has no step of a user"),
    "an unknown key": ("[]\nrules: []", 2, '"rules" is not known here; known: version, stories'),
}


@pytest.mark.parametrize(("text", "line", "said"), FAULTY.values(), ids=FAULTY)
def test_a_faulty_file(tmp_path: Path, text: str, line: int, said: str) -> None:
    begins = "stories: " if text.startswith("[") else "stories:\n"
    with pytest.raises(ReadingError) as raised:
        read(tmp_path, begins + text)
    assert str(raised.value).startswith(f"{tmp_path / 'test_it.yml'}:{line}: {said}")


def test_the_stories_of_this_project_can_be_read() -> None:
    assert len(read_files([ROOT / "tests" / "bot" / "stories"])) > 40
