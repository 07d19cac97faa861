"""Owns changes to a ticket: with its history, audit record and notice, each is one transaction."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, cast

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from server.audit.service import CITIZEN, SYSTEM, record
from server.conversations.events import LiveEvent, LiveEvents
from server.database import Database, utc_now
from server.errors import Conflict, NotFound
from server.health.metrics import FIRST_REPLY_SECONDS
from server.helpdesk.ports import Event
from server.helpdesk.service import Outbox
from server.tickets import life, repository
from server.tickets.life import TO_DO, Action, Status
from server.tickets.models import Ticket, TicketEvent, TicketPost
from server.tickets.promise import Promise
from server.tickets.views import EVERYONE, STAFF_ONLY, version_of

# What other help desks are told. Notes stay in the house.
_NOTICES: Mapping[str, Event] = {
    "claim": "ticket.assigned",
    "assign": "ticket.assigned",
    "ask": "ticket.staff_replied",
    "answer": "ticket.staff_replied",
    "citizen_reply": "ticket.citizen_replied",
    "close": "ticket.closed",
    "reopen": "ticket.reopened",
}
_ANSWERS = ("ask", "answer")
_REPLIED: Event = "ticket.staff_replied"


class ChangedMeanwhile(Conflict):
    code = "changed_meanwhile"
    detail = "This ticket was changed in the meantime. Look at it again before you go on."


@dataclass(frozen=True)
class Actor:
    """Who does it: `name` is a login, "citizen" or "system"."""

    name: str
    account_id: int | None = None

    @property
    def author(self) -> str:
        return self.name if self.name in (CITIZEN, SYSTEM) else "staff"


@dataclass(frozen=True)
class Change:
    """What is done. Without an `action` of life.py its status stays, and `named` says what it is.

    `sets` are columns, `text` is a masked post, `key` guards against storing it twice; `seen` is
    the version its actor looked at.
    """

    actor: Actor
    action: Action | None
    named: str = ""
    sets: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    detail: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    text: str | None = None
    key: str | None = None
    seen: str | None = None

    @property
    def name(self) -> str:
        return self.action or self.named

    @property
    def is_reply(self) -> bool:
        """Whether its citizen gets to read something of staff: a last word is a reply too."""
        return self.action in _ANSWERS or (
            self.action == "close" and self.text is not None and self.actor.author == "staff"
        )


class TicketChanges:
    """Makes changes. Of two at once to the same ticket one is made, the other is a conflict."""

    def __init__(
        self, database: Database, outbox: Outbox, events: LiveEvents, reply_by: Promise
    ) -> None:
        self._database = database
        self._outbox = outbox
        self._events = events
        self._reply_by = reply_by

    async def make(self, reference: str, change: Change) -> Status:
        """The ticket's status from now on. Raises NotFound, NotPossible or ChangedMeanwhile."""
        try:
            conversation_id, status, is_new = await self._in_one_transaction(reference, change)
        except (ChangedMeanwhile, IntegrityError):
            # The same post may have come twice at once: then it is stored now.
            stored = await self._stored(reference, change.key)
            if stored is None:
                raise
            return stored
        if is_new and change.action is not None and change.action != "note":
            told = {"reference": reference, "status": status, "reply": change.is_reply}
            self._events.publish(conversation_id, LiveEvent("ticket", told))
        return status

    async def _in_one_transaction(self, reference: str, change: Change) -> tuple[str, Status, bool]:
        """Its conversation, its status, and whether the change was not made before."""
        now = utc_now()
        async with self._database.session() as session:
            ticket = await repository.by_reference(session, reference)
            if ticket is None:
                raise NotFound
            before = cast("Status", ticket.status)
            if await _has(session, ticket, change.key):
                return ticket.conversation_id, before, False
            is_first = change.is_reply and ticket.first_reply_at is None
            status = before if change.action is None else life.after(before, change.action)
            if change.seen not in (None, version_of(ticket)):
                raise ChangedMeanwhile
            # A note does not touch the ticket: its citizen cannot tell that there is one.
            if change.action != "note" and not await repository.replace(
                session, ticket, self._columns(ticket, change, status, now)
            ):
                raise ChangedMeanwhile
            keep(session, ticket, change, before=before, after=status, now=now)
            self._tell(session, ticket, change, status)
            if is_first:
                FIRST_REPLY_SECONDS.observe((now - ticket.created_at).total_seconds())
            return ticket.conversation_id, status, True

    def _columns(
        self, ticket: Ticket, change: Change, status: Status, now: dt.datetime
    ) -> dict[str, Any]:
        columns = {"status": status, "updated_at": now, **change.sets}
        if change.is_reply:
            columns["first_reply_at"] = ticket.first_reply_at or now
            columns.setdefault("assignee_id", ticket.assignee_id or change.actor.account_id)
        if status == "closed":
            columns["closed_at"] = now
        elif ticket.status == "closed":
            columns["closed_at"] = None
        if status in TO_DO and ticket.status not in TO_DO:
            columns["due_at"] = self._reply_by(now)
        return columns

    def _tell(self, session: AsyncSession, ticket: Ticket, change: Change, status: Status) -> None:
        notice = _NOTICES.get(change.name)
        if notice is None:
            return
        about = notice_of(ticket, status)
        if "assignee_id" in change.sets:
            about["assignee"] = change.detail.get("to", change.actor.name)
        if change.is_reply and notice != _REPLIED:
            self._outbox.tell(session, _REPLIED, ticket.reference, **about)
        self._outbox.tell(session, notice, ticket.reference, **about)

    async def _stored(self, reference: str, key: str | None) -> Status | None:
        async with self._database.session() as session:
            ticket = await repository.by_reference(session, reference)
            if ticket is None or not await _has(session, ticket, key):
                return None
            return cast("Status", ticket.status)


def notice_of(ticket: Ticket, status: Status) -> dict[str, Any]:
    """What help desks may be told; the outbox leaves out what its settings keep in the house."""
    return {
        "status": status,
        "question": ticket.question,
        "topic": ticket.topic,
        "priority": ticket.priority,
        "name": ticket.name,
        "contact": ticket.contact,
        "call_between": ticket.call_between,
    }


async def _has(session: AsyncSession, ticket: Ticket, key: str | None) -> bool:
    return key is not None and await repository.post_by_key(session, ticket.id, key) is not None


def keep(
    session: AsyncSession,
    ticket: Ticket,
    change: Change,
    *,
    before: Status | None,
    after: Status,
    now: dt.datetime,
) -> None:
    """Post, history and audit record."""
    if change.text is not None:
        session.add(
            TicketPost(
                ticket_id=ticket.id,
                author=change.actor.author,
                account_id=change.actor.account_id,
                audience=STAFF_ONLY if change.action == "note" else EVERYONE,
                text=change.text,
                idempotency_key=change.key,
                created_at=now,
            )
        )
    happened = {"before": before, "after": after}
    session.add(
        TicketEvent(
            ticket_id=ticket.id,
            at=now,
            actor=change.actor.name,
            action=change.name,
            detail=dict(change.detail),
            **happened,
        )
    )
    record(
        session,
        change.actor.name,
        f"ticket_{change.name}",
        ticket.reference,
        **happened,
        **change.detail,
    )
