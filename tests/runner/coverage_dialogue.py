"""Owns what a conversation's events say of rules and forms: which were met."""

from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.runner.coverage_names import RuleSteps
from tests.runner.seen import Event, Executed, LoopEvent, Said, SlotEvent, Understood

# What happens to a slot that a form asks for.
ASKED, FILLED, INVALID = "asked", "filled", "invalid"
INTERRUPTED, CANCELLED = "interrupted", "cancelled"
FATES = (ASKED, FILLED, INTERRUPTED, CANCELLED, INVALID)
_LEAVES = "action_deactivate_loop"
_INVALID = "utter_invalid_"


@dataclass
class Moment:
    """An intent or an action, with what held before it and what it left."""

    kind: str
    name: str
    loop_before: str | None
    slots_before: Mapping[str, Any]
    loop: str | None = None
    slots: dict[str, Any] = field(default_factory=dict)


def moments(events: Sequence[Event], slots: Mapping[str, Any]) -> list[Moment]:
    """`slots` are those that have a value before the first event."""
    found: list[Moment] = []
    loop, held = None, dict(slots)
    for event in events:
        if isinstance(event, LoopEvent):
            loop = event.name
        elif isinstance(event, SlotEvent):
            held = {**held, event.name: event.value}
        elif (named := _named(event)) is not None:
            found.append(Moment(*named, loop, held))
        if found:
            found[-1].loop, found[-1].slots = loop, held
    return found


def _named(event: Event) -> tuple[str, str] | None:
    if isinstance(event, Understood):
        return "intent", str(event.intent)
    return ("action", event.action) if isinstance(event, Executed) else None


def follows(rule: RuleSteps, happened: Sequence[Moment]) -> bool:
    """Whether its steps are there one after the other, where its conditions held."""
    wanted = [step for step in rule.steps if "intent" in step or "action" in step]
    starts = range(len(happened) - len(wanted) + 1)
    return any(_fits(rule, happened[start : start + len(wanted)]) for start in starts)


def _fits(rule: RuleSteps, happened: Sequence[Moment]) -> bool:
    first = happened[0]
    if not all(_holds(each, first.loop_before, first.slots_before) for each in rule.conditions):
        return False
    place = -1
    for step in rule.steps:
        if "intent" in step or "action" in step:
            place += 1
            if step.get(happened[place].kind) != happened[place].name:
                return False
        elif not _holds(step, happened[place].loop, happened[place].slots):
            return False
    return True


def _holds(condition: Mapping[str, Any], loop: str | None, slots: Mapping[str, Any]) -> bool:
    if "active_loop" in condition:
        return bool(condition["active_loop"] == loop)
    wanted = ChainMap(*condition.get("slot_was_set", []))
    return all(slots.get(name) == value for name, value in wanted.items())


def fates(events: Sequence[Event], form: str, slots: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each slot of the form with what happened to it, as often as it did."""
    asked = ""
    for turn in _turns(events):
        if asked in slots:
            for fate in _fates_in(turn, form, asked):
                yield asked, fate
        for event in turn:
            if isinstance(event, SlotEvent) and event.name == "requested_slot":
                asked = str(event.value)
                if asked in slots:
                    yield asked, ASKED


def _turns(events: Sequence[Event]) -> Iterator[list[Event]]:
    """Each begins with what was understood, but for the first, which may not."""
    turn: list[Event] = []
    for event in events:
        if isinstance(event, Understood) and turn:
            yield turn
            turn = []
        turn.append(event)
    yield turn


def _fates_in(turn: Sequence[Event], form: str, asked: str) -> Iterator[str]:
    """Of the slot that was asked for when the turn began."""
    if not any(isinstance(event, Understood) for event in turn):
        return
    ran = [event.action for event in turn if isinstance(event, Executed)]
    filled = any(
        isinstance(event, SlotEvent) and event.name == asked and event.value is not None
        for event in turn
    )
    if filled:
        yield FILLED
    elif _LEAVES in ran:
        yield CANCELLED
    elif any(action != form for action in ran):
        yield INTERRUPTED
    if any(
        isinstance(each, Said) and (each.utter_name or "").startswith(_INVALID) for each in turn
    ):
        yield INVALID
