"""Owns tickets: opened once, followed with reference and secret."""

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from actions.ports import TicketRequest, TicketsPaused, TicketState, TicketsUnavailable
from server.audit.service import CITIZEN
from server.database import Database, utc_now
from server.errors import NotFound, TokenExpired, Unauthorized
from server.health.metrics import TICKETS_OPENED
from server.helpdesk.service import Outbox
from server.switches.service import SwitchBoard
from server.tickets import news, repository
from server.tickets.changes import Actor, Change, keep, notice_of
from server.tickets.life import Status
from server.tickets.models import Ticket
from server.tickets.opening import UrgentReply, priority_of, topic_of, with_contact
from server.tickets.promise import Promise
from server.tickets.references import is_reference, new_reference, opens, secret_of
from server.tickets.views import EVERYONE, citizens_view

NEW: Status = "new"
# Where the status alone would be read otherwise: it is its citizen who is waited for.
_IN_A_SENTENCE: Mapping[str, str] = {"waiting": "waiting for your answer"}
Record = tuple[list[dict[str, Any]], list[dict[str, Any]]]
RecordOf = Callable[[str], Awaitable[Record]]
ContactOf = Callable[[str], Awaitable[Mapping[str, str]]]


class TicketDesk:
    """Opens tickets. `record_of` gives transcript and candidates of a conversation,
    `contact_of_form` what its form was told of who asks, by the form's fields.
    """

    def __init__(
        self,
        database: Database,
        key: bytes,
        *,
        record_of: RecordOf,
        contact_of_form: ContactOf,
        urgent_reply: UrgentReply,
        reply_by: Promise,
        switches: SwitchBoard,
        outbox: Outbox,
        link_days: int,
    ) -> None:
        self._database = database
        self._key = key
        self._record_of = record_of
        self._contact_of_form = contact_of_form
        self._urgent_reply = urgent_reply
        self._reply_by = reply_by
        self._switches = switches
        self._outbox = outbox
        self._link_lasts = dt.timedelta(days=link_days)

    async def are_taken(self) -> bool:
        """False while new tickets are switched off."""
        return not (await self._switches.paused()).tickets

    async def open(self, request: TicketRequest) -> TicketState:
        """Stores the ticket, or finds the one a repeated call opened.

        Raises TicketsPaused where new ones are switched off, TicketsUnavailable where it cannot.
        """
        try:
            contact = await self._contact_of_form(request.conversation_id)
            request = with_contact(request, contact)
            found = await self._by_key(request.idempotency_key)
            if found is not None:
                return found
            if not await self.are_taken():
                raise TicketsPaused("new tickets are paused")
            return await self._store(await self._begun(request))
        except (SQLAlchemyError, OSError) as error:
            raise TicketsUnavailable(type(error).__name__) from error

    async def _begun(self, request: TicketRequest) -> Ticket:
        transcript, candidates = await self._record_of(request.conversation_id)
        now = utc_now()
        # Danger counts wherever it was written; all else of a chat left out stays out.
        priority = await priority_of(request.question, transcript, self._urgent_reply)
        if not request.shares_chat:
            transcript, candidates = [], []
        return Ticket(
            reference=new_reference(),
            idempotency_key=request.idempotency_key,
            conversation_id=request.conversation_id,
            status=NEW,
            question=request.question,
            name=request.name,
            contact=request.contact,
            call_between=request.call_between,
            transcript=transcript,
            candidates=candidates,
            topic=topic_of(candidates),
            priority=priority,
            created_at=now,
            updated_at=now,
            due_at=self._reply_by(now),
        )

    async def _store(self, ticket: Ticket) -> TicketState:
        try:
            async with self._database.session() as session:
                session.add(ticket)
                await session.flush()
                opening = Change(Actor(CITIZEN), None, named="open")
                keep(session, ticket, opening, before=None, after=NEW, now=ticket.created_at)
                notice = notice_of(ticket, NEW)
                self._outbox.tell(session, "ticket.opened", ticket.reference, **notice)
        except IntegrityError:
            # The same call came twice at once, or, once in billions, the reference was taken.
            found = await self._by_key(ticket.idempotency_key)
            if found is not None:
                return found
            raise
        TICKETS_OPENED.inc()
        return TicketState(ticket.reference, ticket.status)

    async def _by_key(self, key: str) -> TicketState | None:
        async with self._database.session() as session:
            ticket = await repository.by_key(session, key)
        return None if ticket is None else TicketState(ticket.reference, ticket.status)

    async def of_conversation(self, conversation_id: str) -> Sequence[TicketState]:
        async with self._database.session() as session:
            tickets = await repository.of_conversation(session, conversation_id)
        return [
            TicketState(ticket.reference, _IN_A_SENTENCE.get(ticket.status, ticket.status))
            for ticket in tickets
        ]

    async def references_of(self, conversation_ids: Sequence[str]) -> Mapping[str, list[str]]:
        """The tickets of each conversation that has any, oldest first; "" stands for one whose
        citizen left the chat out, for staff who read it are not to find it here.
        """
        found: dict[str, list[str]] = {}
        async with self._database.session() as session:
            for ticket in await repository.of_conversation(session, *conversation_ids):
                found.setdefault(ticket.conversation_id, []).append(
                    ticket.reference if ticket.transcript else ""
                )
        return found

    async def shown_with_chat(self, conversation_id: str) -> tuple[list[str], list[str]]:
        """References that staff who read the chat may find, and those of tickets whose citizen
        left it out.
        """
        async with self._database.session() as session:
            found = await repository.of_conversation(session, conversation_id)
        shown = [ticket.reference for ticket in found if ticket.transcript]
        return shown, [ticket.reference for ticket in found if not ticket.transcript]

    async def newest_change(self, conversation_id: str) -> int:
        """The id of the newest change of its tickets; 0 where there is none."""
        async with self._database.session() as session:
            return await news.newest(session, conversation_id)

    async def news(self, conversation_id: str, after: int) -> list[news.TicketNews]:
        """What its citizen may know of later changes of its tickets, oldest first."""
        async with self._database.session() as session:
            return await news.since(session, conversation_id, after)

    async def authorise(self, reference: str, secret: str | None) -> None:
        """Raises Unauthorized without a secret, NotFound when it opens no such ticket, and
        TokenExpired when the ticket was closed too long ago.
        """
        async with self._database.session() as session:
            await self._own(session, reference, secret)

    async def _own(self, session: AsyncSession, reference: str, secret: str | None) -> Ticket:
        if secret is None:
            raise Unauthorized
        if not is_reference(reference) or not opens(secret, reference, self._key):
            raise NotFound
        ticket = await repository.by_reference(session, reference)
        if ticket is None:
            raise NotFound
        if ticket.closed_at is not None and utc_now() >= ticket.closed_at + self._link_lasts:
            raise TokenExpired("This ticket was closed long ago. Its link no longer opens it.")
        return ticket

    async def read(self, reference: str, secret: str | None) -> dict[str, Any]:
        """What its citizen may see. Raises what `authorise` does."""
        async with self._database.session() as session:
            ticket = await self._own(session, reference, secret)
            thread = await repository.thread(session, ticket.id, EVERYONE)
        return citizens_view(ticket, thread)

    async def contact_of(self, reference: str) -> str | None:
        """The e-mail address or phone number of its citizen; None when there is no such ticket."""
        async with self._database.session() as session:
            ticket = await repository.by_reference(session, reference)
        return None if ticket is None else ticket.contact

    def url_of(self, reference: str) -> str:
        """The ticket's page. The secret is in the fragment: browsers send it to no server."""
        return f"/tickets/{reference}#{secret_of(reference, self._key)}"
