"""Owns how Rasa's own test stories are read as conversation tests of the whole assistant."""

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.runner.cases import (
    ActionExecuted,
    Case,
    Check,
    Expectation,
    LoopGiven,
    SlotGiven,
    Step,
    TurnHas,
    Unsupported,
    UserSays,
)
from tests.runner.yaml_nodes import Node

# Parts of a story that are not done or looked at here; with one, the story is not judged.
_NOT_JUDGED = ("checkpoint", "bot")
_USER = ("user", "intent", "entities")
_STEPS = (*_USER, "action", "slot_was_set", "active_loop", "or", *_NOT_JUDGED)
# `[the second](ordinal)` and `[the second]{"entity": "ordinal"}` are said as "the second".
_ENTITY = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")


@dataclass
class _Turn:
    """What one step of a user holds until the next."""

    node: Node
    expectations: list[Expectation] = field(default_factory=list)


def read_stories(node: Node) -> list[Case]:
    """Raises `ReadingError`."""
    return [case for story in node.items() for case in _cases(story)]


def _cases(story: Node) -> Iterator[Case]:
    """One, or with `or` one for each of the ways through it."""
    entries = story.entries(("story", "metadata", "steps"))
    for key in ("story", "steps"):
        if key not in entries:
            story.fail(f'"{key}" is missing')
    name = entries["story"].text()
    if "::" in name:
        entries["story"].fail('"::" cannot be in the name of a story')
    ways = list(itertools.product(*(_alternatives(step) for step in entries["steps"].items())))
    for number, steps in enumerate(ways, 1):
        numbered = name if len(ways) == 1 else f"{name} ({number} of {len(ways)})"
        yield Case(numbered, story.place, tuple(_steps(story, steps)))


def _alternatives(step: Node) -> list[Node]:
    entries = step.entries(_STEPS)
    return entries["or"].items() if "or" in entries else [step]


def _steps(story: Node, nodes: tuple[Node, ...]) -> Iterator[Step]:
    turns: list[_Turn] = []
    early: list[Expectation] = []
    for node in nodes:
        entries = node.entries(_STEPS)
        if "user" in entries or "intent" in entries:
            turns.append(_Turn(node, early))
            early = []
        expected = turns[-1].expectations if turns else early
        expected += _expectations(entries)
    if not turns:
        story.fail("the story has no step of a user")
    for turn in turns:
        said = UserSays(_said(turn.node.entries()))
        yield Step(said, turn.node.place, tuple(turn.expectations), in_order=True)


def _said(entries: dict[str, Node]) -> str:
    if "user" in entries:
        return _ENTITY.sub(r"\1", entries["user"].text())
    entities: dict[str, object] = {}
    for item in entries["entities"].items() if "entities" in entries else ():
        entities |= {name: value.plain() for name, value in item.entries().items()}
    return f"/{entries['intent'].text()}{json.dumps(entities) if entities else ''}"


def _expectations(entries: dict[str, Node]) -> Iterator[Expectation]:
    for key, value in entries.items():
        for item in value.one_or_more() if key == "slot_was_set" else [value]:
            for check in _checks(key, item):
                yield Expectation(check, item.place, f"{key}: {item.written}")


def _checks(key: str, value: Node) -> Iterator[Check]:
    if key == "intent":
        yield TurnHas("x_intent", value.text())
    elif key == "action":
        yield ActionExecuted(value.text())
    elif key == "active_loop":
        yield LoopGiven(value.plain())
    elif key == "slot_was_set":
        pairs = value.entries() if value.is_mapping else {}
        yield from (SlotGiven(name, each.plain()) for name, each in pairs.items())
    elif key in _NOT_JUDGED:
        yield Unsupported(key)
