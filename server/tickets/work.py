"""Owns what staff do with tickets: the queue, a ticket's card, and each action on it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from server.database import Database, utc_now
from server.errors import NotFound, Unprocessable
from server.privacy.masking import Masker
from server.staff.accounts import Staff
from server.tickets import repository
from server.tickets.changes import Actor, Change, TicketChanges
from server.tickets.life import STATUSES, TO_DO, Action, Status
from server.tickets.posts import masked_post, stored_key
from server.tickets.views import (
    PAGE_SIZE,
    PRIORITIES,
    Colleague,
    QueueFilter,
    QueuePage,
    TicketCard,
    TicketRow,
    allowed,
    event_view,
    post_view,
    row_fields,
    version_of,
)


class UnknownColleague(Unprocessable):
    code = "unknown_colleague"
    detail = "Choose a colleague who answers tickets."


class UnknownPriority(Unprocessable):
    code = "unknown_priority"
    detail = f"Choose a priority: {', '.join(PRIORITIES)}."


@dataclass(frozen=True)
class Done:
    """The ticket's status from now on. `removed` are the kinds of identifiers taken out."""

    status: Status
    removed: tuple[str, ...] = ()


class TicketWork:
    """Tickets for staff. With `seen`, a card's version, an action fails on a ticket changed since.

    All actions raise NotFound, NotPossible (its status does not allow it) or ChangedMeanwhile.
    """

    def __init__(self, database: Database, changes: TicketChanges, masker: Masker) -> None:
        self._database = database
        self._changes = changes
        self._masker = masker

    async def queue(self, wanted: QueueFilter, page: int, staff: Staff) -> QueuePage:
        """A page from 1; past the last one, the last one."""
        now = utc_now()
        async with self._database.session() as session:
            found = await repository.counts(session, wanted, staff.id, now)
            total = sum(n for status, n in found.items() if _is_wanted(status, wanted))
            pages = max(1, -(-total // PAGE_SIZE))
            page = min(max(1, page), pages)
            tickets = await repository.queue(session, wanted, page, staff.id, now)
        rows = [TicketRow(**row_fields(ticket, name, now)) for ticket, name in tickets]
        counts = {status: found.get(status, 0) for status in STATUSES}
        return QueuePage(rows, total, counts, page, pages)

    async def card(self, reference: str) -> TicketCard:
        """Raises NotFound."""
        async with self._database.session() as session:
            found = await repository.with_assignee(session, reference)
            if found is None:
                raise NotFound
            ticket, assignee = found
            thread = await repository.thread(session, ticket.id)
            history = await repository.history(session, ticket.id)
        fields = row_fields(ticket, assignee, utc_now())
        return TicketCard(
            **fields,
            contact=ticket.contact,
            call_between=ticket.call_between,
            conversation_id=ticket.conversation_id,
            first_reply_at=ticket.first_reply_at,
            closed_at=ticket.closed_at,
            thread=tuple(post_view(post, name) for post, name in thread),
            history=tuple(event_view(event) for event in history),
            transcript=tuple(ticket.transcript),
            candidates=tuple(ticket.candidates),
            version=version_of(ticket),
            may=allowed(fields["status"]),
        )

    async def colleagues(self) -> list[Colleague]:
        """Those a ticket can be given to, by name."""
        async with self._database.session() as session:
            accounts = await repository.colleagues(session)
        return [Colleague(account.id, account.login, account.name) for account in accounts]

    async def topics(self) -> list[str]:
        """The topics that tickets have, for a filter."""
        async with self._database.session() as session:
            return list(await repository.topics(session))

    async def claim(self, reference: str, staff: Staff, *, seen: str | None = None) -> Done:
        """One that somebody else has is taken over from them."""
        sets = {"assignee_id": staff.id}
        return await self._make(reference, Change(_actor(staff), "claim", sets=sets, seen=seen))

    async def assign(
        self, reference: str, staff: Staff, to_account_id: int, *, seen: str | None = None
    ) -> Done:
        """Hands it to a colleague. Raises UnknownColleague."""
        known = {colleague.id: colleague for colleague in await self.colleagues()}
        to = known.get(to_account_id)
        if to is None:
            raise UnknownColleague
        change = Change(
            _actor(staff),
            "assign",
            sets={"assignee_id": to.id},
            detail={"to": to.login},
            seen=seen,
        )
        return await self._make(reference, change)

    async def reply(
        self,
        reference: str,
        staff: Staff,
        text: str,
        *,
        needs_answer: bool,
        key: str | None = None,
        seen: str | None = None,
    ) -> Done:
        """To the citizen: who must answer first (waiting), or need not (answered).

        Raises PostEmpty or PostTooLong. The same `key` is stored once.
        """
        action: Action = "ask" if needs_answer else "answer"
        return await self._post(reference, staff, action, text, key, seen)

    async def note(
        self, reference: str, staff: Staff, text: str, *, key: str | None = None
    ) -> Done:
        """For staff alone. Raises PostEmpty or PostTooLong."""
        return await self._post(reference, staff, "note", text, key, None)

    async def close(
        self,
        reference: str,
        staff: Staff,
        text: str = "",
        *,
        key: str | None = None,
        seen: str | None = None,
    ) -> Done:
        """`text`, if any, is a last word to the citizen."""
        if text.strip():
            return await self._post(reference, staff, "close", text, key, seen)
        return await self._make(reference, Change(_actor(staff), "close", seen=seen))

    async def reopen(self, reference: str, staff: Staff, *, seen: str | None = None) -> Done:
        return await self._make(reference, Change(_actor(staff), "reopen", seen=seen))

    async def set_priority(
        self, reference: str, staff: Staff, priority: str, *, seen: str | None = None
    ) -> Done:
        """Raises UnknownPriority."""
        if priority not in PRIORITIES:
            raise UnknownPriority
        return await self._set(reference, staff, "priority", priority, priority, seen)

    async def set_topic(
        self, reference: str, staff: Staff, topic: str | None, *, seen: str | None = None
    ) -> Done:
        """`topic` must be one of the content, which its caller knows."""
        return await self._set(reference, staff, "topic", topic, topic, seen)

    async def set_due(
        self, reference: str, staff: Staff, due_at: dt.datetime | None, *, seen: str | None = None
    ) -> Done:
        shown = None if due_at is None else due_at.astimezone(dt.UTC).isoformat()
        return await self._set(reference, staff, "due_at", due_at, shown, seen)

    async def _set(
        self, reference: str, staff: Staff, column: str, value: Any, shown: Any, seen: str | None
    ) -> Done:
        change = Change(
            _actor(staff),
            None,
            named=f"set_{column.removesuffix('_at')}",
            sets={column: value},
            detail={"to": shown},
            seen=seen,
        )
        return await self._make(reference, change)

    async def _post(
        self,
        reference: str,
        staff: Staff,
        action: Action,
        text: str,
        key: str | None,
        seen: str | None,
    ) -> Done:
        masked = masked_post(self._masker, text)
        kept = None if key is None else stored_key(staff.login, key)
        change = Change(_actor(staff), action, text=masked.text, key=kept, seen=seen)
        return Done(await self._changes.make(reference, change), masked.kinds)

    async def _make(self, reference: str, change: Change) -> Done:
        return Done(await self._changes.make(reference, change))


def _actor(staff: Staff) -> Actor:
    return Actor(staff.login, staff.id)


def _is_wanted(status: str, wanted: QueueFilter) -> bool:
    if wanted.status == "to_do":
        return status in TO_DO
    return wanted.status in (None, status)
