"""Owns tickets: opened once, followed with reference and secret."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from actions.ports import TicketRequest, TicketState, TicketsUnavailable
from server.database import Database, utc_now
from server.errors import NotFound, Unauthorized
from server.health.metrics import TICKETS_OPENED
from server.tickets import repository
from server.tickets.models import Ticket
from server.tickets.references import is_reference, new_reference, opens, secret_of

NEW = "new"
Record = tuple[list[dict[str, Any]], list[dict[str, Any]]]
RecordOf = Callable[[str], Awaitable[Record]]


class TicketDesk:
    """The tickets of the server. `record_of` gives transcript and candidates of a conversation."""

    def __init__(self, database: Database, key: bytes, record_of: RecordOf) -> None:
        self._database = database
        self._key = key
        self._record_of = record_of

    async def open(self, request: TicketRequest) -> TicketState:
        """Stores the ticket, or finds the one a repeated call opened. Raises TicketsUnavailable."""
        try:
            transcript, candidates = await self._record_of(request.conversation_id)
            return await self._store(request, transcript, candidates)
        except SQLAlchemyError as error:
            raise TicketsUnavailable(type(error).__name__) from error

    async def _store(
        self, request: TicketRequest, transcript: list[Any], candidates: list[Any]
    ) -> TicketState:
        found = await self._by_key(request.idempotency_key)
        if found is not None:
            return found
        ticket = Ticket(
            reference=new_reference(),
            idempotency_key=request.idempotency_key,
            conversation_id=request.conversation_id,
            status=NEW,
            question=request.question,
            name=request.name,
            contact=request.contact,
            transcript=transcript,
            candidates=candidates,
            created_at=utc_now(),
        )
        try:
            async with self._database.session() as session:
                session.add(ticket)
        except IntegrityError:
            # The same call came twice at once, or, once in billions, the reference was taken.
            found = await self._by_key(request.idempotency_key)
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
        return [TicketState(ticket.reference, ticket.status) for ticket in tickets]

    async def read(self, reference: str, secret: str | None) -> dict[str, Any]:
        """What its citizen may see. Raises Unauthorized without a secret, NotFound otherwise."""
        if secret is None:
            raise Unauthorized
        if not is_reference(reference) or not opens(secret, reference, self._key):
            raise NotFound
        async with self._database.session() as session:
            ticket = await repository.by_reference(session, reference)
        if ticket is None:
            raise NotFound
        asked = {
            "author": "citizen",
            "text": ticket.question,
            "created_at": ticket.created_at.isoformat(),
        }
        return {
            "reference": ticket.reference,
            "status": ticket.status,
            "created_at": ticket.created_at.isoformat(),
            "thread": [asked],
        }

    async def contact_of(self, reference: str) -> str | None:
        """The e-mail address or phone number of its citizen; None when there is no such ticket."""
        async with self._database.session() as session:
            ticket = await repository.by_reference(session, reference)
        return None if ticket is None else ticket.contact

    def url_of(self, reference: str) -> str:
        """The ticket's page. The secret is in the fragment: browsers send it to no server."""
        return f"/tickets/{reference}#{secret_of(reference, self._key)}"
