"""Owns what the queue shows: its filters as an address, tabs with counts, and rows in words."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field

from server.desk.wording import STATUS_LABELS, due_in_words, span
from server.tickets.life import TO_DO, Status
from server.tickets.views import QueueFilter, QueuePage, TicketRow

QUEUE = "/desk"
LONGEST_SEARCH = 200
LONGEST_QUESTION = 140
_TO_DO, _ALL = "to_do", "all"
Shown = Status | Literal["to_do", "all"]
_TABS = {_TO_DO: "To do", **STATUS_LABELS, _ALL: "All"}


class QueueQuery(BaseModel):
    """The filters, as they stand in the address. An empty one leaves that open.

    `claimed` is the ticket just claimed, `none` says that there was none to take.
    """

    model_config = ConfigDict(frozen=True)

    status: Shown | Literal[""] = "to_do"
    who: str = Field(default="", max_length=20, pattern=r"^(me|nobody|\d{1,9})?$")
    topic: str = Field(default="", max_length=60)
    priority: Literal["", "urgent", "normal", "low"] = ""
    overdue: Literal["", "1"] = ""
    q: str = Field(default="", max_length=LONGEST_SEARCH)
    page: int = Field(default=1, ge=1, le=100_000)
    claimed: str = Field(default="", max_length=20)
    none: Literal["", "1"] = ""

    @property
    def filter(self) -> QueueFilter:
        status = None if self.status == _ALL else self.status or _TO_DO
        who = int(self.who) if self.who.isdigit() else self.who or None
        return QueueFilter(
            status=cast("Status | None", status),
            assignee=cast("int | Literal['me', 'nobody'] | None", who),
            topic=self.topic or None,
            priority=self.priority or None,
            overdue=self.overdue == "1",
            text=self.q.strip(),
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the status is filtered."""
        return any((self.who, self.topic, self.priority, self.overdue, self.q.strip()))

    def address(self, **changes: object) -> str:
        """The queue with these filters; what is left at its default is left out."""
        wanted = {**self.model_dump(), "page": 1, "claimed": "", "none": "", **changes}
        kept = {
            name: value
            for name, value in wanted.items()
            if value != type(self).model_fields[name].default
        }
        return f"{QUEUE}?{urlencode(kept)}" if kept else QUEUE


@dataclass(frozen=True)
class Tab:
    """A status to choose, with how many tickets have it under the other filters."""

    label: str
    count: int
    address: str
    is_current: bool


@dataclass(frozen=True)
class QueueRow:
    """A ticket's row. `who` is empty where nobody has it; `version` is what a claim sends back."""

    ticket: TicketRow
    question: str
    topic: str
    who: str
    age: str
    due: str
    version: str


def tabs(query: QueueQuery, counts: Mapping[Status, int]) -> list[Tab]:
    amounts = {
        **{str(status): count for status, count in counts.items()},
        _TO_DO: sum(counts.get(status, 0) for status in TO_DO),
        _ALL: sum(counts.values()),
    }
    current = query.status or _TO_DO
    return [
        Tab(label, amounts.get(status, 0), query.address(status=status), status == current)
        for status, label in _TABS.items()
    ]


def rows(
    found: QueuePage, topics: Mapping[str, str], my_id: int, now: dt.datetime
) -> Sequence[QueueRow]:
    """`topics` are the labels of topics."""
    return [
        QueueRow(
            ticket,
            first_line(ticket.question),
            topics.get(ticket.topic or "", ticket.topic or ""),
            "You" if ticket.assignee_id == my_id else ticket.assignee or "",
            span((now - ticket.created_at).total_seconds()),
            due_in_words(ticket.due_at, ticket.is_overdue, now),
            ticket.updated_at.isoformat(),
        )
        for ticket in found.tickets
    ]


def first_line(text: str) -> str:
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= LONGEST_QUESTION else f"{line[:LONGEST_QUESTION].rstrip()}…"
