"""Owns what was seen of an assistant in one step of a conversation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Button:
    title: str
    payload: str


@dataclass(frozen=True)
class Said:
    """One message, as its reader sees it. `utter_name` is the response of the domain it came
    from, `None` where it came from none or where no tracker says so."""

    text: str
    utter_name: str | None = None
    buttons: tuple[Button, ...] = ()
    author: str = "assistant"


@dataclass(frozen=True)
class Executed:
    action: str


@dataclass(frozen=True)
class SlotEvent:
    name: str
    value: Any


@dataclass(frozen=True)
class LoopEvent:
    """A form begins; `None`: the active one ends."""

    name: str | None


@dataclass(frozen=True)
class Understood:
    """`intent` as the tracker keeps it."""

    text: str
    intent: str | None
    confidence: float | None


Event = Said | Executed | SlotEvent | LoopEvent | Understood


@dataclass(frozen=True)
class Seen:
    """What came of one act.

    `turn` is the body of the public API (`DESIGN`'s turn; for acts of staff: `{"messages": …}` of
    what the citizen was shown), empty after a restart. `events` are in the order they happened.
    `tracker` is false where there is none to read, as in a turn served without Rasa: what needs
    one then fails, with that reason. `stored` are the texts kept of the conversation by now, by
    the place they are kept at. `tickets` are those opened in this step, as staff see them:
    question, name, contact, status and shares_chat.
    """

    turn: Mapping[str, Any]
    events: tuple[Event, ...]
    tracker: bool
    seconds: float
    stored: Mapping[str, str]
    tickets: tuple[Mapping[str, Any], ...] = ()
