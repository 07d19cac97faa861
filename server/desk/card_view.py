"""Owns what a ticket's card shows: thread, chat and history with names, times and words."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.content.trial import Trial
from server.desk.stopping import Stop
from server.desk.suggestions import Suggestion
from server.desk.wording import STATUS_LABELS, Clock, due_in_words, happened, span
from server.tickets.views import Colleague, EventView, PostView, TicketCard

_AUTHORS = {"citizen": "The citizen", "assistant": "The assistant", "system": "The system"}


@dataclass(frozen=True)
class Post:
    """A post of the thread, or a message of the chat with the choices it offered."""

    who: str
    author: str
    at: str
    text: str
    is_note: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Event:
    """What somebody did; `change` is empty where the status stayed."""

    who: str
    what: str
    at: str
    change: str


@dataclass(frozen=True)
class Known:
    """What turns keys into words: names by login, labels by topic, and the office's clock."""

    names: Mapping[str, str]
    topics: Mapping[str, str]
    clock: Clock


@dataclass(frozen=True)
class CardView:
    """A ticket's card in words. `due_field` is the due time as a form's field has it."""

    ticket: TicketCard
    stop: Stop
    trial: Trial
    suggestions: Sequence[Suggestion]
    thread: tuple[Post, ...]
    transcript: tuple[Post, ...]
    history: tuple[Event, ...]
    is_mine: bool
    assignee: str
    topic: str
    opened: str
    age: str
    due: str
    due_at: str
    due_field: str
    zone: str


def names_of(colleagues: Sequence[Colleague]) -> Mapping[str, str]:
    return {each.login: each.name for each in colleagues}


def times_of(ticket: TicketCard, known: Known, now: dt.datetime) -> dict[str, str]:
    """The fields of a CardView that tell of times."""
    clock, due_at = known.clock, ticket.due_at
    is_done = ticket.status in ("answered", "closed", "waiting")
    return {
        "opened": clock.words(ticket.created_at),
        "age": span((now - ticket.created_at).total_seconds()),
        "due": "" if is_done else due_in_words(due_at, ticket.is_overdue, now),
        "due_at": clock.words(due_at) if due_at else "",
        "due_field": clock.field(due_at) if due_at else "",
        "zone": clock.zone_words,
    }


def post(view: PostView, clock: Clock) -> Post:
    who = view.name or _AUTHORS.get(view.author, "Staff")
    return Post(who, view.author, clock.words(view.created_at), view.text, view.is_note)


def message(body: Mapping[str, Any]) -> Post:
    """A message of the chat, as the ticket keeps it."""
    author = str(body.get("author", ""))
    choices = tuple(str(each.get("title", "")) for each in body.get("choices") or ())
    return Post(
        _AUTHORS.get(author, "Staff"), author, "", str(body.get("text", "")), choices=choices
    )


def event(view: EventView, known: Known) -> Event:
    names = {**known.topics, **known.names}
    detail = dict(view.detail)
    if view.action == "set_due" and detail.get("to"):
        detail["to"] = known.clock.words(dt.datetime.fromisoformat(str(detail["to"])))
    change = ""
    if view.before is not None and view.before != view.after:
        change = f"{_status(view.before)} → {_status(view.after)}"
    who = _AUTHORS.get(view.actor, known.names.get(view.actor, view.actor))
    return Event(who, happened(view.action, detail, names), known.clock.words(view.at), change)


def since(ticket: TicketCard, seen: str, known: Known) -> list[Event]:
    """What happened after the version a form was made from; all where that cannot be read."""
    try:
        moment = dt.datetime.fromisoformat(seen)
        return [event(each, known) for each in ticket.history if each.at > moment]
    except (ValueError, TypeError):
        return [event(each, known) for each in ticket.history]


def _status(status: str) -> str:
    return STATUS_LABELS.get(status, status)
