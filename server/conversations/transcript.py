"""Owns how a stored message is shown: to its citizen, in live events, to staff."""

from typing import Any

from server.conversations.models import Message


def body_of(row: Message) -> dict[str, Any]:
    return {"type": row.type, **row.body}


def as_shown(row: Message) -> dict[str, Any]:
    """With the id, by which a browser knows what it has already shown."""
    return {"id": row.id, "turn": row.turn, "author": row.author, **body_of(row)}
