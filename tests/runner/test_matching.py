"""Tests of the matching: each kind of expectation once met and once not, with what is said then."""

from pathlib import Path
from textwrap import indent

import pytest

from tests.runner.assertion_rows import ASSERTIONS, UNSUPPORTED
from tests.runner.matching import Memory, mismatches_of
from tests.runner.own_assertion_rows import OWN_ASSERTIONS
from tests.runner.reading import read_file
from tests.runner.scripted import seen
from tests.runner.seen import Executed, Said, Seen, SlotEvent

ROWS = ASSERTIONS | OWN_ASSERTIONS
MET = {name: (row[0], row[1]) for name, row in ROWS.items()}
NOT_MET = {name: (row[0], row[2], row[3]) for name, row in ROWS.items()}


def said_of(folder: Path, step: str, what: Seen, memory: Memory | None = None) -> list[str]:
    """What is said of a case whose one step is this YAML."""
    file = folder / "case.yml"
    text = "test_cases:\n- test_case: it\n  steps:\n" + indent(step, "  ")
    file.write_text(text, encoding="utf-8")
    ((only,),) = [case.steps for case in read_file(file)]
    return [each.actual for each in mismatches_of(only, what, memory or Memory())]


def asserted(*assertions: str, ordered: bool = False) -> str:
    listed = "".join(f"  - {each}\n" for each in assertions)
    order = "  assertion_order_enabled: true\n" if ordered else ""
    return f"- user: how long\n{order}  assertions:\n{listed}"


@pytest.mark.parametrize(("assertion", "met"), MET.values(), ids=MET)
def test_an_assertion_that_is_met(tmp_path: Path, assertion: str, met: Seen) -> None:
    assert said_of(tmp_path, asserted(assertion), met) == []


@pytest.mark.parametrize(("assertion", "missed", "said"), NOT_MET.values(), ids=NOT_MET)
def test_an_assertion_that_is_not_met(
    tmp_path: Path, assertion: str, missed: Seen, said: str
) -> None:
    assert said_of(tmp_path, asserted(assertion), missed) == [said]


@pytest.mark.parametrize("assertion", UNSUPPORTED, ids=lambda each: each.partition(":")[0])
def test_what_cannot_be_judged_is_said_and_never_passed(tmp_path: Path, assertion: str) -> None:
    file = tmp_path / "case.yml"
    file.write_text(f"test_cases:\n- test_case: it\n  steps:\n{indent(asserted(assertion), '  ')}")
    (case,) = read_file(file)
    (mismatch,) = mismatches_of(case.steps[0], seen(), Memory())
    assert mismatch.unsupported
    assert mismatch.actual == f"{assertion.partition(':')[0]} cannot be judged here"


SET_TO_TEXT, SET_TO_ONE = (seen(events=[SlotEvent("misses", value)]) for value in ("0", 1))
PLAIN = {
    "bot": ("bot: Six more months.", seen(), seen(events=[Said("Six more months!")])),
    "utter": ("utter: utter_answer", seen(), seen(events=[Said("Hello", "utter_greet")])),
    "slot_was_set": ("slot_was_set: [misses, last_question: how long]", seen(), SET_TO_ONE),
    "slot_was_set, one": ("slot_was_set: misses", seen(), seen(events=())),
    "slot_was_set, typed": ("slot_was_set: {misses: 0}", seen(), SET_TO_TEXT),
    "slot_was_not_set": ("slot_was_not_set: [name, misses: 1]", seen(), SET_TO_ONE),
}


@pytest.mark.parametrize(("step", "met", "missed"), PLAIN.values(), ids=PLAIN)
def test_plain_steps(tmp_path: Path, step: str, met: Seen, missed: Seen) -> None:
    steps = f"- user: how long\n- {step}\n"
    assert said_of(tmp_path, steps, met) == []
    assert said_of(tmp_path, steps, missed) != []


def test_each_event_meets_one_expectation_at_most(tmp_path: Path) -> None:
    twice = asserted(*["bot_uttered: {utter_name: utter_greet}"] * 2)
    once = seen(events=[Said("Hello", "utter_greet")])
    assert said_of(tmp_path, twice, once) == [
        'said: utter_greet "Hello" (met by the expectation in line 6)'
    ]
    assert said_of(tmp_path, twice, seen(events=once.events * 2)) == []


def test_an_expectation_that_could_take_two_events_leaves_one_to_the_other(tmp_path: Path) -> None:
    both = asserted("bot_uttered: {text_matches: l}", "bot_uttered: {text_matches: Hello}")
    for said in (["Hello", "Well"], ["Well", "Hello"]):
        assert said_of(tmp_path, both, seen(events=[Said(text) for text in said])) == []


IN_ORDER = ("action_executed: first", "slot_was_set: {name: misses}", "action_executed: second")
FIRST, SECOND, SET = Executed("first"), Executed("second"), SlotEvent("misses", 1)


def test_any_order_with_other_events_between(tmp_path: Path) -> None:
    what = seen(events=[SECOND, Said("Hello"), SET, FIRST, Executed("action_listen")])
    assert said_of(tmp_path, asserted(*IN_ORDER), what) == []


def test_the_order_where_it_is_asked_for(tmp_path: Path) -> None:
    ordered = asserted(*IN_ORDER, "x_status: answered", ordered=True)
    assert said_of(tmp_path, ordered, seen(events=[FIRST, Said("Hello"), SET, SECOND])) == []
    assert said_of(tmp_path, ordered, seen(events=[FIRST, SECOND, SET])) == [
        "actions: first, second, but before what line 8 expects"
    ]
    assert said_of(tmp_path, ordered, seen(events=[FIRST, SECOND])) == [
        "misses was not set in this step"
    ]


def test_in_order_each_event_meets_one_expectation_at_most(tmp_path: Path) -> None:
    ordered = asserted("action_executed: first", "action_executed: first", ordered=True)
    assert said_of(tmp_path, ordered, seen(events=[FIRST, FIRST])) == []
    (said,) = said_of(tmp_path, ordered, seen(events=[FIRST]))
    assert said == "actions: first (met by the expectation in line 7)"
