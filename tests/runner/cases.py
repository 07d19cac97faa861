"""Owns what a conversation test says: cases, their steps and what each step expects."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from server.settings import ROOT

# A slot that is named without a value may hold any.
ANY = object()


@dataclass(frozen=True)
class Place:
    """Where something is written; lines count from 1."""

    file: Path
    line: int

    def __str__(self) -> str:
        inside = self.file.is_relative_to(ROOT)
        return f"{self.file.relative_to(ROOT) if inside else self.file}:{self.line}"


@dataclass(frozen=True)
class ExpectedButton:
    """A part that is `None` may be anything."""

    title: str | None = None
    payload: str | None = None


@dataclass(frozen=True)
class BotUttered:
    """One message: every part that is given must fit the same message. `text` is compared whole,
    `pattern` is a regular expression found anywhere. `wanted` is false for `bot_did_not_utter`."""

    utter_name: str | None = None
    text: str | None = None
    pattern: str | None = None
    buttons: tuple[ExpectedButton, ...] = ()
    wanted: bool = True


@dataclass(frozen=True)
class SlotSet:
    """`value` is `ANY` where only the name was given. `wanted` is false for `slot_was_not_set`."""

    name: str
    value: Any = ANY
    wanted: bool = True


@dataclass(frozen=True)
class ActionExecuted:
    name: str


@dataclass(frozen=True)
class SlotGiven:
    """What a story of Rasa's says of a slot. Rasa's own test puts the slot so by itself; the whole
    assistant cannot be told to: where its slot is another, the story cannot be judged any more."""

    name: str
    value: Any


@dataclass(frozen=True)
class LoopGiven:
    """The same of the active form; `None`: none is."""

    name: str | None


@dataclass(frozen=True)
class TurnHas:
    """One of our own assertions on the turn as the public API gave it, or on what was stored.

    `key` is written with its prefix (`x_status`), `value` as it was read.
    """

    key: str
    value: Any


@dataclass(frozen=True)
class Unsupported:
    """Read, and never counted as passed: flows, and what a judging model would have to say."""

    key: str


Check = BotUttered | SlotSet | ActionExecuted | SlotGiven | LoopGiven | TurnHas | Unsupported


@dataclass(frozen=True)
class Expectation:
    """`written` is the line or lines as their author wrote them, for the report."""

    check: Check
    place: Place
    written: str


@dataclass(frozen=True)
class UserSays:
    """A text that begins with "/" is the payload of a choice that was offered."""

    text: str


@dataclass(frozen=True)
class UserPicks:
    """Takes the choice with this title, of those that the last messages offered."""

    title: str


@dataclass(frozen=True)
class StaffSays:
    """A person of the agency acts. `where` the chat: joins it first, where nobody has. `where` the
    ticket: replies to the conversation's newest ticket. `text` is `None` for acts without words.
    `ends`: leaves the chat, or closes the ticket, afterwards."""

    text: str | None
    where: Literal["chat", "ticket"] = "chat"
    ends: bool = False


@dataclass(frozen=True)
class Restart:
    """Kills a process (`kill -9`). `waits` until it serves again; if not, the next steps meet the
    assistant without it."""

    process: Literal["rasa", "server"]
    waits: bool = True


Act = UserSays | UserPicks | StaffSays | Restart


@dataclass(frozen=True)
class Step:
    """One act, and what is expected before the next. `in_order` is `assertion_order_enabled`."""

    act: Act
    place: Place
    expectations: tuple[Expectation, ...] = ()
    in_order: bool = False
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class StubbedAction:
    """What a custom action gives in a case, in place of what it would do."""

    events: tuple[Mapping[str, Any], ...] = ()
    responses: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Case:
    """`slots` are those of its fixtures, set before the first step. `not_judged` are plain steps
    that stand beside assertions: shown, never judged."""

    name: str
    place: Place
    steps: tuple[Step, ...]
    slots: Mapping[str, Any] = field(default_factory=dict)
    metadata: Mapping[str, Any] = field(default_factory=dict)
    stubs: Mapping[str, StubbedAction] = field(default_factory=dict)
    not_judged: tuple[Expectation, ...] = ()
