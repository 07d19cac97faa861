"""Owns the life of a ticket: its statuses, and which action leads from which to which.

README.md beside this file has the diagram; a test holds it to the table here.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

from server.errors import Conflict

Status = Literal["new", "open", "waiting", "answered", "closed", "reopened"]
Action = Literal["claim", "assign", "ask", "answer", "note", "citizen_reply", "close", "reopen"]
STATUSES: tuple[Status, ...] = get_args(Status)
ACTIONS: tuple[Action, ...] = get_args(Action)
# Of a ticket in one of these, staff must do something next.
TO_DO: tuple[Status, ...] = ("new", "reopened", "open")
_ASKS: tuple[Status, ...] = ("new", "open", "reopened", "waiting", "answered")


class NotPossible(Conflict):
    """The action is not allowed in the ticket's status."""

    code, detail = "not_possible", "The ticket's status does not allow this."

    def __init__(self, action: Action, status: Status) -> None:
        super().__init__(f"A ticket that is {status} cannot take the action {action}.")


def _table() -> dict[tuple[Status, Action], Status]:
    table: dict[tuple[Status, Action], Status] = {
        ("new", "claim"): "open",
        ("reopened", "claim"): "open",
        ("new", "citizen_reply"): "new",
        ("reopened", "citizen_reply"): "reopened",
        ("open", "citizen_reply"): "open",
        ("waiting", "citizen_reply"): "open",
        ("answered", "citizen_reply"): "reopened",
        ("closed", "citizen_reply"): "reopened",
        ("answered", "reopen"): "reopened",
        ("closed", "reopen"): "reopened",
        ("new", "assign"): "open",
        ("reopened", "assign"): "open",
    }
    for status in _ASKS:
        table[status, "ask"] = "waiting"
        table[status, "answer"] = "answered"
        table[status, "close"] = "closed"
        table.setdefault((status, "assign"), status)
        # A claim of a ticket somebody has takes it over from them.
        table.setdefault((status, "claim"), status)
    for status in STATUSES:
        table[status, "note"] = status
    return table


TRANSITIONS: Mapping[tuple[Status, Action], Status] = MappingProxyType(_table())


def after(status: Status, action: Action) -> Status:
    """The status an action leads to. Raises NotPossible."""
    found = TRANSITIONS.get((status, action))
    if found is None:
        raise NotPossible(action, status)
    return found
