"""Tests of what a run has met: of the bot's own files, with what a tracker would hold."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.console import Console

from tests.runner.cases import Case, Place, Step, UserSays
from tests.runner.coverage import Coverage, coverage_of, coverage_table
from tests.runner.coverage_names import Named, read_names
from tests.runner.results import CaseResult, StepResult
from tests.runner.scripted import seen
from tests.runner.seen import Event, Executed, LoopEvent, Said, SlotEvent, Understood

PLACE = Place(Path("cases.yml"), 1)
FORM, ASKS = "ticket_form", "requested_slot"


@pytest.fixture(scope="module")
def named() -> Named:
    return read_names()


def intent(name: str) -> Understood:
    return Understood("…", name, 0.9)


BEGUN = (intent("talk_to_human"), Executed("action_start_ticket"), Executed(FORM), LoopEvent(FORM))
ASKED = SlotEvent(ASKS, "ticket_name")


def covered(named: Named, *turns: Sequence[Event], **slots: object) -> Coverage:
    """By one case with these turns."""
    step = Step(UserSays("…"), PLACE)
    case = Case("it", PLACE, tuple(step for _ in turns), slots)
    steps = tuple(StepResult(step, seen(events)) for events in turns)
    return coverage_of([CaseResult(case, steps, 0.1)], named)


def met(coverage: Coverage, title: str) -> set[str]:
    (area,) = [each for each in coverage.areas if each.title == title]
    return set(area.met)


def test_names_are_those_of_the_bot_and_the_content(named: Named) -> None:
    found = {area.title: set(area.missing) for area in coverage_of([], named).areas}
    assert {"greet", "choose", "nlu_fallback"} <= found["Intents"]
    assert "cancel the form" in found["Rules"]
    assert "ticket_name interrupted" in found["Form ticket_form"]
    assert "validate_ticket_form" in found["Actions"]
    assert "handed_off" in found["Statuses"]
    assert "how-to-file" in found["Topics"]
    assert "utter_greet" in found["Responses"]


def test_a_rule_is_met_where_its_sequence_is_seen(named: Named) -> None:
    begun = covered(named, BEGUN)
    assert met(begun, "Rules") == {"a person is asked for", "the form follows its start"}
    assert met(begun, "Intents") == {"talk_to_human"}
    assert met(begun, "Actions") == {"action_start_ticket", "validate_ticket_form"}
    assert (met(begun, "Statuses"), met(begun, "Topics")) == ({"answered"}, {"how-to-file"})
    without_the_form = covered(named, BEGUN[:2])
    assert met(without_the_form, "Rules") == set()


def test_what_a_rule_demands_of_slots_and_forms_must_hold(named: Named) -> None:
    yes = (intent("affirm"), Executed("utter_acknowledge"))
    assert met(covered(named, yes), "Rules") == {"yes to nothing"}
    assert met(covered(named, yes, person_offered=True), "Rules") == set()
    helped = (intent("help"), Executed("utter_help"), Executed(FORM))
    assert met(covered(named, helped), "Rules") == {"say what it can do"}
    assert "help inside the form" in met(covered(named, BEGUN, helped), "Rules")
    ends = (
        intent("affirm"),
        Executed(FORM),
        LoopEvent(None),
        SlotEvent(ASKS, None),
        Executed("action_open_ticket"),
    )
    opened = "open the ticket when the form is complete"
    assert opened in met(covered(named, BEGUN, ends), "Rules")
    assert opened not in met(covered(named, ends), "Rules")


STOPPED = (intent("stop"), Executed("action_deactivate_loop"), LoopEvent(None))
WRONG = (intent("nlu_fallback"), Executed(FORM), Said("No.", "utter_invalid_ticket_name"))
FATES: dict[str, Sequence[Event]] = {
    "filled": (intent("nlu_fallback"), Executed(FORM), SlotEvent("ticket_name", "Ana")),
    "interrupted": (intent("help"), Executed("utter_help"), Executed(FORM)),
    "cancelled": STOPPED,
    "invalid": WRONG,
}


@pytest.mark.parametrize("fate", FATES)
def test_what_happens_to_a_slot_of_a_form(named: Named, fate: str) -> None:
    coverage = covered(named, [*BEGUN, ASKED], FATES[fate])
    assert met(coverage, "Form ticket_form") == {"ticket_name asked", f"ticket_name {fate}"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ticket T-7F3K-92QD is new.", "utter_ticket_status"),
        ("Name: no name given", "utter_preview_no_name"),
        ("Ada has left this chat.", "utter_staff_left"),
    ],
)
def test_what_the_server_says_by_itself_is_known_by_its_words(
    named: Named, text: str, name: str
) -> None:
    assert met(covered(named, [Said(text)]), "Responses") == {name}


def test_the_table_names_what_is_missing(named: Named) -> None:
    console = Console(width=200)
    with console.capture() as captured:
        console.print(coverage_table(covered(named, BEGUN)))
    table = captured.get()
    assert "1 of 17" in table
    assert "goodbye" in table
