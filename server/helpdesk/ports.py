"""Owns what a help desk is to us: a name, the events it is told of, and one call."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol, get_args

Event = Literal[
    "ticket.opened",
    "ticket.citizen_replied",
    "ticket.staff_replied",
    "ticket.closed",
    "ticket.reopened",
    "ticket.assigned",
]
EVENTS: frozenset[Event] = frozenset(get_args(Event))


@dataclass(frozen=True)
class Notice:
    """What happened to a ticket. `subject` is its reference.

    `id` is the same at every attempt: a receiver that has seen it drops the repeat.
    """

    id: str
    event: Event
    subject: str
    occurred_at: dt.datetime
    payload: Mapping[str, Any]


class DeliveryFailed(Exception):
    """A final failure is not tried again.

    `problem` is stored and shown to admins: it repeats nothing of the notice or the receiver.
    """

    def __init__(self, problem: str, *, is_final: bool) -> None:
        super().__init__(problem)
        self.problem = problem
        self.is_final = is_final


class HelpDesk(Protocol):
    """Another system that is told what happens to tickets."""

    @property
    def name(self) -> str:
        """At most 20 characters; kept with its deliveries, so it never changes."""
        ...

    @property
    def events(self) -> frozenset[Event]:
        """Notices of other events are not kept for it."""
        ...

    async def deliver(self, notice: Notice) -> None:
        """Hands the notice over, perhaps for a second time. Raises DeliveryFailed."""
        ...
