"""Owns one person's data, found by the reference of a ticket of theirs."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.audit.models import AuditRecord
from server.audit.service import record
from server.conversations.models import Conversation, Message, Takeover, Turn
from server.database import Base, Database
from server.errors import NotFound
from server.feedback.models import AnswerReport, Feedback
from server.helpdesk.models import Delivery
from server.retention.deletion import delete_conversation, delete_ticket
from server.retention.trackers import Trackers
from server.survey.models import SurveyAnswer
from server.survey.service import CONVERSATION, TICKET
from server.tickets.models import Ticket, TicketEvent, TicketPost

# Who runs a command is known to the machine alone.
_COMMAND = "command"
# What proves who somebody is, and the keys of repeated calls, are no data about them.
_SECRET = ("token_hash", "idempotency_key")


class PersonData:
    """A ticket leads to its conversation, and that to all tickets opened in it: one person's."""

    def __init__(self, database: Database, trackers: Trackers, drafts: Path) -> None:
        self._database = database
        self._trackers = trackers
        self._drafts = drafts

    async def export(self, reference: str) -> dict[str, Any]:
        """All that is kept, by table, and Rasa's events. Raises NotFound."""
        async with self._database.session() as session:
            tickets = await self._tickets(session, reference)
            found = {
                model.__tablename__: [_row(each) for each in rows]
                for model, rows in (await _hanging_on(session, tickets)).items()
            }
            record(session, _COMMAND, "export_person", reference, tickets=len(tickets))
        found["rasa_events"] = await self._trackers.events(tickets[0].conversation_id)
        found["draft_files"] = [
            {"name": path.name, "text": path.read_text(encoding="utf-8", errors="replace")}
            for path in self._drafts_of(tickets)
        ]
        return found

    async def erase(self, reference: str) -> dict[str, int]:
        """How many tickets and files went, beside the conversation. Raises NotFound.

        Rasa's record goes first; a run that was stopped can be run again. Whose the answer to a
        survey was is forgotten with its comment; that it was given still counts.
        """
        async with self._database.session() as session:
            tickets = await self._tickets(session, reference)
        conversation_id = tickets[0].conversation_id
        files = self._drafts_of(tickets)
        events = await self._trackers.delete([conversation_id])
        for path in files:
            path.unlink(missing_ok=True)
        async with self._database.session() as session:
            for ticket in await self._tickets(session, reference):
                await delete_ticket(session, ticket)
            await delete_conversation(session, conversation_id)
            counts = {"tickets": len(tickets), "rasa_events": events, "draft_files": len(files)}
            record(session, _COMMAND, "erase_person", reference, **counts)
        return counts

    async def _tickets(self, session: AsyncSession, reference: str) -> Sequence[Ticket]:
        of_it = select(Ticket.conversation_id).where(Ticket.reference == reference)
        query = select(Ticket).where(Ticket.conversation_id.in_(of_it)).order_by(Ticket.id)
        found = (await session.scalars(query)).all()
        if not found:
            raise NotFound
        return found

    def _drafts_of(self, tickets: Sequence[Ticket]) -> list[Path]:
        """Files of new entries that were begun from one of the tickets, on this machine."""
        begun = [f"# Begun from ticket {ticket.reference}." for ticket in tickets]
        return [
            path
            for path in sorted(self._drafts.glob("*.md"))
            if any(line in path.read_text(encoding="utf-8", errors="replace") for line in begun)
        ]


async def _hanging_on(
    session: AsyncSession, tickets: Sequence[Ticket]
) -> dict[type[Base], Sequence[Base]]:
    """All rows that are one person's."""
    conversation_id = tickets[0].conversation_id
    ids, references = [each.id for each in tickets], [each.reference for each in tickets]
    subjects = [CONVERSATION + conversation_id, *(TICKET + each for each in references)]
    queries: dict[type[Base], Any] = {
        Ticket: Ticket.id.in_(ids),
        TicketPost: TicketPost.ticket_id.in_(ids),
        TicketEvent: TicketEvent.ticket_id.in_(ids),
        Conversation: Conversation.id == conversation_id,
        Message: Message.conversation_id == conversation_id,
        Turn: Turn.conversation_id == conversation_id,
        Takeover: Takeover.conversation_id == conversation_id,
        Feedback: Feedback.conversation_id == conversation_id,
        AnswerReport: AnswerReport.conversation_id == conversation_id,
        SurveyAnswer: SurveyAnswer.subject.in_(subjects),
        Delivery: Delivery.subject.in_(references),
        AuditRecord: AuditRecord.subject.in_([conversation_id, *references]),
    }
    return {
        model: (await session.scalars(select(model).where(which))).all()
        for model, which in queries.items()
    }


def _row(row: Base) -> dict[str, Any]:
    table: Table = row.__table__  # type: ignore[assignment]
    return {
        column.key: getattr(row, column.key)
        for column in table.columns
        if column.key not in _SECRET
    }
