"""Owns the part of a chat that goes to staff with a ticket: all but the ticket form itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from server.conversations.models import Message

# What was typed into the form is in the ticket's fields. A name that its citizen changed or left
# out there must not come back with the chat.
_FORM = ("ticket_form", "ticket_opened")


def for_staff(
    rows: Sequence[Message], statuses: Mapping[int, str | None], *, with_unfinished: bool = False
) -> list[Message]:
    """Of messages but previews. What staff wrote is never of the form. `statuses` are the turns',
    None while unfinished.
    """
    return [
        row
        for row in rows
        if row.author == "staff" or _is_outside(row.turn, statuses, with_unfinished)
    ]


def _is_outside(turn: int, statuses: Mapping[int, str | None], with_unfinished: bool) -> bool:
    if turn not in statuses:
        return True  # the greeting
    status = statuses[turn]
    return with_unfinished if status is None else status not in _FORM


def lines(rows: Sequence[Message]) -> list[dict[str, Any]]:
    """Who said what, in words alone."""
    return [{"author": row.author, "text": row.body["text"]} for row in rows]
