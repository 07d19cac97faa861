"""Owns whether what was seen of a step is what was expected of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from tests.runner.cases import (
    ActionExecuted,
    BotUttered,
    Check,
    Expectation,
    LoopGiven,
    SlotGiven,
    SlotSet,
    Step,
    TurnHas,
    Unsupported,
)
from tests.runner.event_checks import fits, seen_instead
from tests.runner.results import Mismatch
from tests.runner.seen import LoopEvent, Seen, SlotEvent
from tests.runner.turn_checks import turn_fault
from tests.runner.values import same, shown

NO_MEMORY = "only Rasa's tracker says so, and there is none to read: --tracker names one"
DEGRADED = "only Rasa says so, and this turn was served without it"
OTHER_STATE = "the story puts it so itself; what follows is not judged. The assistant's: "


@dataclass(frozen=True)
class Memory:
    """Slots and active form, as the events so far have left them."""

    slots: Mapping[str, Any] = field(default_factory=dict)
    loop: str | None = None

    def after(self, seen: Seen) -> "Memory":
        slots, loop = dict(self.slots), self.loop
        for event in seen.events:
            if isinstance(event, SlotEvent):
                slots[event.name] = event.value
            elif isinstance(event, LoopEvent):
                loop = event.name
        return Memory(slots, loop)


def mismatches_of(step: Step, seen: Seen, memory: Memory) -> tuple[Mismatch, ...]:
    """What does not hold, in the order it is written. `memory` is that after the step."""
    expected = step.expectations
    readable = [seen.tracker or not _needs_tracker(each.check) for each in expected]
    takers = [i for i, each in enumerate(expected) if readable[i] and _takes_an_event(each.check)]
    checks = [expected[i].check for i in takers]
    events = _in_order(checks, seen) if step.in_order else _in_any_order(checks, seen)
    taken = dict(zip(takers, events, strict=True))
    faults = []
    for i, each in enumerate(expected):
        if not readable[i]:
            fault: str | None = DEGRADED if seen.turn.get("degraded") else NO_MEMORY
        elif i in taken:
            fault = None if taken[i] is not None else _not_met(i, expected, seen, taken)
        else:
            fault = _fault(each.check, seen, memory)
        if fault is not None:
            faults.append(Mismatch(each, fault, unsupported=_is_unsupported(each.check)))
    return tuple(faults)


def _needs_tracker(check: Check) -> bool:
    if isinstance(check, BotUttered):
        return check.utter_name is not None
    if isinstance(check, TurnHas):
        return check.key == "x_intent"
    return not isinstance(check, Unsupported)


def _takes_an_event(check: Check) -> bool:
    wanted = isinstance(check, BotUttered | SlotSet) and check.wanted
    return wanted or isinstance(check, ActionExecuted)


def _is_unsupported(check: Check) -> bool:
    return isinstance(check, Unsupported | SlotGiven | LoopGiven)


def _in_any_order(checks: Sequence[Check], seen: Seen) -> list[int | None]:
    """The event that each takes, so that as many as can be are met; none takes another's."""
    fitting = np.array([[fits(check, event) for event in seen.events] for check in checks])
    if not fitting.any():
        return [None] * len(checks)
    taken = maximum_bipartite_matching(csr_array(fitting), perm_type="column")
    return [None if event < 0 else int(event) for event in taken]


def _in_order(checks: Sequence[Check], seen: Seen) -> list[int | None]:
    """Each takes the first that fits after the one taken before."""
    found: list[int | None] = []
    after = 0
    for check in checks:
        events = range(after, len(seen.events))
        event = next((i for i in events if fits(check, seen.events[i])), None)
        after = after if event is None else event + 1
        found.append(event)
    return found


def _not_met(
    missed: int, expected: Sequence[Expectation], seen: Seen, taken: Mapping[int, int | None]
) -> str:
    """Says so, too, where it was there, but taken or too early."""
    check = expected[missed].check
    fitting = [i for i, event in enumerate(seen.events) if fits(check, event)]
    takers = [expected[i].place.line for i, event in taken.items() if event in fitting]
    if takers:
        lines = ", ".join(str(line) for line in takers)
        return f"{seen_instead(check, seen)} (met by the expectation in line {lines})"
    if fitting:
        before = [i for i, event in taken.items() if i < missed and event is not None]
        line = expected[before[-1]].place.line
        return f"{seen_instead(check, seen)}, but before what line {line} expects"
    return seen_instead(check, seen)


def _fault(check: Check, seen: Seen, memory: Memory) -> str | None:
    """Of what takes no event."""
    if isinstance(check, TurnHas):
        return turn_fault(check.key, check.value, seen)
    if isinstance(check, SlotGiven):
        actual = memory.slots.get(check.name)
        return None if same(check.value, actual) else f"{OTHER_STATE}{shown(actual)}"
    if isinstance(check, LoopGiven):
        return None if check.name == memory.loop else f"{OTHER_STATE}{shown(memory.loop)}"
    if isinstance(check, Unsupported):
        return f"{check.key} cannot be judged here"
    unwanted = [event for event in seen.events if fits(check, event)]
    return seen_instead(check, seen) if unwanted else None
