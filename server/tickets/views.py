"""Owns what staff see of tickets: the queue's filter and rows, and the card of one ticket."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from server.tickets.life import ACTIONS, TO_DO, TRANSITIONS, Action, Status
from server.tickets.models import Ticket, TicketEvent, TicketPost

Priority = Literal["urgent", "normal", "low"]
PRIORITIES: tuple[Priority, ...] = get_args(Priority)
# Of a post: who may read it. What only staff may read is an internal note.
EVERYONE, STAFF_ONLY = "everyone", "staff"
PAGE_SIZE = 25


@dataclass(frozen=True)
class QueueFilter:
    """Which tickets are wanted; None leaves that open.

    `status` "to_do" stands for all that wait for staff. `assignee` is an account's id, "me" or
    "nobody". `text` is searched, word by word, in reference, question and thread.
    """

    status: Status | Literal["to_do"] | None = None
    assignee: int | Literal["me", "nobody"] | None = None
    topic: str | None = None
    priority: Priority | None = None
    overdue: bool = False
    text: str = ""


@dataclass(frozen=True)
class TicketRow:
    """A ticket in the queue. `assignee` is a name."""

    reference: str
    status: Status
    priority: Priority
    topic: str | None
    question: str
    name: str
    assignee_id: int | None
    assignee: str | None
    created_at: dt.datetime
    updated_at: dt.datetime
    due_at: dt.datetime | None
    is_overdue: bool


@dataclass(frozen=True)
class QueuePage:
    """One page of the queue. `counts` are by status, of all pages, whatever status is wanted."""

    tickets: list[TicketRow]
    total: int
    counts: Mapping[Status, int]
    page: int
    pages: int


@dataclass(frozen=True)
class PostView:
    """One post of the thread. `name` is that of the staff who wrote it."""

    author: str
    name: str | None
    text: str
    is_note: bool
    created_at: dt.datetime


@dataclass(frozen=True)
class EventView:
    """What happened. `actor` is a login, "citizen" or "system"."""

    at: dt.datetime
    actor: str
    action: str
    before: str | None
    after: str
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class TicketCard(TicketRow):
    """All that staff see of a ticket; thread and history are oldest first.

    `version` is what a form sends back as `seen`; `may` are the actions its status allows.
    """

    contact: str
    call_between: str | None
    conversation_id: str
    first_reply_at: dt.datetime | None
    closed_at: dt.datetime | None
    thread: tuple[PostView, ...]
    history: tuple[EventView, ...]
    transcript: tuple[Mapping[str, Any], ...]
    candidates: tuple[Mapping[str, Any], ...]
    version: str
    may: tuple[Action, ...]


@dataclass(frozen=True)
class Colleague:
    """Somebody a ticket can be given to."""

    id: int
    login: str
    name: str


def version_of(ticket: Ticket) -> str:
    """Another one after each change that a form must not overwrite."""
    return (ticket.updated_at or ticket.created_at).isoformat()


def allowed(status: Status) -> tuple[Action, ...]:
    return tuple(action for action in ACTIONS if (status, action) in TRANSITIONS)


def is_overdue(ticket: Ticket, now: dt.datetime) -> bool:
    return ticket.status in TO_DO and ticket.due_at is not None and ticket.due_at < now


def row_fields(ticket: Ticket, assignee: str | None, now: dt.datetime) -> dict[str, Any]:
    """The fields of a TicketRow."""
    return {
        "reference": ticket.reference,
        "status": ticket.status,
        "priority": ticket.priority,
        "topic": ticket.topic,
        "question": ticket.question,
        "name": ticket.name,
        "assignee_id": ticket.assignee_id,
        "assignee": assignee,
        "created_at": ticket.created_at,
        "updated_at": ticket.updated_at or ticket.created_at,
        "due_at": ticket.due_at,
        "is_overdue": is_overdue(ticket, now),
    }


# What its citizen can do, by the action of life.py that it is.
_CITIZENS: Mapping[Action, str] = {
    "citizen_reply": "reply",
    "close": "close",
    "reopen": "reopen",
}


def citizens_view(
    ticket: Ticket, thread: Sequence[tuple[TicketPost, str | None]]
) -> dict[str, Any]:
    """The ticket as its citizen sees it. `thread` are posts for everyone, oldest first."""
    status = cast("Status", ticket.status)
    promised = ticket.due_at if status in TO_DO else None
    asked = _post_out("citizen", None, ticket.question, ticket.created_at)
    return {
        "reference": ticket.reference,
        "status": status,
        "created_at": ticket.created_at.isoformat(),
        "updated_at": (ticket.updated_at or ticket.created_at).isoformat(),
        "expected_reply_by": None if promised is None else promised.isoformat(),
        "call_between": ticket.call_between,
        "may": [_CITIZENS[action] for action in allowed(status) if action in _CITIZENS],
        "thread": [
            asked,
            *(
                _post_out(post.author, name, post.text, post.created_at)
                for post, name in thread
                if post.audience == EVERYONE
            ),
        ],
    }


def _post_out(author: str, name: str | None, text: str, at: dt.datetime) -> dict[str, Any]:
    return {"author": author, "name": name, "text": text, "created_at": at.isoformat()}


def post_view(post: TicketPost, name: str | None) -> PostView:
    return PostView(post.author, name, post.text, post.audience == STAFF_ONLY, post.created_at)


def event_view(event: TicketEvent) -> EventView:
    return EventView(
        event.at, event.actor, event.action, event.before, event.after, dict(event.detail)
    )
