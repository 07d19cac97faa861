"""Tests of what a turn costs Rasa, counted: nothing here is timed, and every number is exact.

Where a turn is made cheaper, or has to do more, `COSTS` is the one place to change.
"""

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.bot.rasa_process import run_in_rasa
from tests.bot.test_understanding import MODEL
from tests.turn_kinds import KINDS


class Cost(NamedTuple):
    """`statements` and `rows` written are the tracker store's. `events` are those that each call of
    an action is sent, but for the names of past actions.
    """

    statements: int
    rows: int
    events: tuple[int, ...]


COSTS = {
    "question": Cost(3, 11, (1,)),
    "two sentences": Cost(3, 11, (1,)),
    "follow-up": Cost(3, 8, (1,)),
    "choice": Cost(3, 8, (1,)),
    "small talk": Cost(3, 8, ()),
    "out of scope": Cost(3, 11, (1,)),
    "form begins": Cost(3, 17, (1, 8)),
    "form: question": Cost(3, 8, (2,)),
    "form: name": Cost(3, 8, (2,)),
}
MOST_BYTES = 4000
# A session of eight messages.
MOST_ACTIONS_TOLD = 18
MOST_EVENTS = {"long": 134, "form": 26}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    tracker: Path = tmp_path_factory.mktemp("tracker") / "tracker.db"
    return run_in_rasa("counting", str(MODEL), f"sqlite:///{tracker}")


@pytest.mark.parametrize("name", KINDS)
def test_a_turn_costs_so_much(found: dict[str, Any], name: str) -> None:
    turn = found["kinds"][name]
    made = Cost(
        len(turn["statements"]),
        turn["rows"],
        tuple(len(call["events"]) for call in turn["calls"]),
    )
    wrong = [
        f"the turn now makes {now} {what}, {due} expected"
        for what, now, due in zip(Cost._fields, made, COSTS[name], strict=True)
        if now != due
    ]
    if wrong:
        pytest.fail("\n  ".join([*wrong, "statements:", *turn["statements"]]), pytrace=False)


@pytest.mark.parametrize("name", KINDS)
def test_rasa_calls_these_actions_and_sends_them_little(found: dict[str, Any], name: str) -> None:
    calls = found["kinds"][name]["calls"]
    assert tuple(call["action"] for call in calls) == KINDS[name].actions
    for call in calls:
        assert call["domain"] == ["forms"], "no more of the domain than the form reads"
        assert call["bytes"] < MOST_BYTES


@pytest.mark.parametrize("name", KINDS)
def test_a_text_is_gone_over_once_by_each_of_two_counters(found: dict[str, Any], name: str) -> None:
    """And not for the words in it, nor by what tells only of words; a choice is no text."""
    is_text = not KINDS[name].to_rasa.startswith("/")
    assert found["kinds"][name]["done"].get("texts", 0) == 2 * is_text


def test_rules_are_looked_for_once_for_each_action(found: dict[str, Any]) -> None:
    """The action that the message asks for, and that the turn is over."""
    assert found["kinds"]["question"]["done"]["histories"] == 2


def test_the_database_of_the_tracker_is_opened_once(found: dict[str, Any]) -> None:
    turns = [*found["kinds"].values(), *found["long"]]
    assert sum(turn["connections"] for turn in turns) == 1


@pytest.mark.parametrize("where", ["long", "form"])
def test_a_long_conversation_sends_no_more_than_a_short_one(
    found: dict[str, Any], where: str
) -> None:
    """But for the names of the actions of its session."""
    third, *_ = found[where][2]["calls"]
    last, *_ = found[where][-1]["calls"]
    assert len(found[where]) == 30
    assert last["events"] == third["events"]
    assert last["fixed"] <= third["fixed"]
    assert max(turn["calls"][0]["actions_told"] for turn in found[where]) <= MOST_ACTIONS_TOLD


@pytest.mark.parametrize(("where", "most"), MOST_EVENTS.items())
def test_a_long_conversation_goes_through_no_more_events_than_a_short_one(
    found: dict[str, Any], where: str, most: int
) -> None:
    """All that are applied to a tracker, or once more to see in which states it was."""
    gone_through = [turn["done"]["events gone through"] for turn in found[where]]
    assert max(gone_through) == most
    assert gone_through[-8:] == gone_through[-16:-8]
