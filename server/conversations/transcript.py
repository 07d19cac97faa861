"""Owns how a stored message is shown: to its citizen, in live events, to staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from server.conversations.events import EventKind, LiveEvent
from server.conversations.models import Message

JOINED, LEFT = "joined", "left"
_KINDS: Mapping[str, EventKind] = MappingProxyType({JOINED: "staff_joined", LEFT: "staff_left"})


@dataclass(frozen=True)
class ShownTranscript:
    """`last_status` is that of the last turn; None before the first and while it is worked on."""

    messages: list[dict[str, Any]]
    last_turn: int
    last_status: str | None


def body_of(row: Message) -> dict[str, Any]:
    return {"type": row.type, **row.body}


def as_shown(row: Message) -> dict[str, Any]:
    """With the id, by which a browser knows what it has already shown."""
    return {"id": row.id, "turn": row.turn, "author": row.author, **body_of(row)}


def is_live(row: Message) -> bool:
    """Whether it came as an event, not as the reply to a message of the citizen's."""
    return row.author == "staff" or "live" in row.body


def event_of(row: Message) -> LiveEvent:
    return LiveEvent(_KINDS.get(row.type, "message"), as_shown(row))
