"""Owns the statements on tickets."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.tickets.models import Ticket


async def by_key(session: AsyncSession, key: str) -> Ticket | None:
    return (
        await session.scalars(select(Ticket).where(Ticket.idempotency_key == key))
    ).one_or_none()


async def by_reference(session: AsyncSession, reference: str) -> Ticket | None:
    query = select(Ticket).where(Ticket.reference == reference)
    return (await session.scalars(query)).one_or_none()


async def of_conversation(session: AsyncSession, conversation_id: str) -> Sequence[Ticket]:
    query = (
        select(Ticket).where(Ticket.conversation_id == conversation_id).order_by(Ticket.created_at)
    )
    return (await session.scalars(query)).all()
