"""Owns the statements on what a citizen is told of tickets in the chat they were opened in."""

from dataclasses import dataclass

from sqlalchemy import and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.tickets.life import ACTIONS
from server.tickets.models import Ticket, TicketEvent, TicketPost
from server.tickets.views import EVERYONE

# What leaves the status alone, a note among it, is the house's own affair.
_TOLD = ("open", *(action for action in ACTIONS if action != "note"))


@dataclass(frozen=True)
class TicketNews:
    """A change, by its id: the status since, and whether its citizen has something to read."""

    id: int
    reference: str
    status: str
    is_reply: bool


async def newest(session: AsyncSession, conversation_id: str) -> int:
    query = (
        select(func.max(TicketEvent.id))
        .join(Ticket, Ticket.id == TicketEvent.ticket_id)
        .where(Ticket.conversation_id == conversation_id)
    )
    return await session.scalar(query) or 0


async def since(session: AsyncSession, conversation_id: str, after: int) -> list[TicketNews]:
    # A post and the change it came with are stored as of one moment.
    said = exists().where(
        and_(
            TicketPost.ticket_id == TicketEvent.ticket_id,
            TicketPost.created_at == TicketEvent.at,
            TicketPost.author == "staff",
            TicketPost.audience == EVERYONE,
        )
    )
    query = (
        select(TicketEvent.id, Ticket.reference, TicketEvent.after, said.label("is_reply"))
        .join(Ticket, Ticket.id == TicketEvent.ticket_id)
        .where(
            Ticket.conversation_id == conversation_id,
            TicketEvent.id > after,
            TicketEvent.action.in_(_TOLD),
        )
        .order_by(TicketEvent.id)
    )
    rows = await session.execute(query)
    return [TicketNews(row.id, row.reference, row.after, row.is_reply) for row in rows]
