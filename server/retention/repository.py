"""Owns the statements that find what is old enough to be deleted."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.audit.models import AuditRecord
from server.conversations.models import Conversation, Message
from server.database import rows_changed
from server.staff.models import StaffSession
from server.tickets.models import Ticket


def _silent(before: dt.datetime) -> list[ColumnElement[bool]]:
    """Conversations that nobody wrote in since, that have no ticket and belong to nobody."""
    newer = exists().where(Message.conversation_id == Conversation.id, Message.created_at >= before)
    has_ticket = exists().where(Ticket.conversation_id == Conversation.id)
    return [Conversation.created_at < before, Conversation.owner_id.is_(None), ~newer, ~has_ticket]


def _settled(before: dt.datetime) -> list[ColumnElement[bool]]:
    return [Ticket.status == "closed", func.coalesce(Ticket.closed_at, Ticket.updated_at) < before]


async def silent_conversations(
    session: AsyncSession, before: dt.datetime, most: int
) -> Sequence[str]:
    return (
        await session.scalars(select(Conversation.id).where(*_silent(before)).limit(most))
    ).all()


async def locked_if_silent(session: AsyncSession, id_: str, before: dt.datetime) -> bool:
    """Whether it still is, and stays so until the transaction ends."""
    query = select(Conversation.id).where(Conversation.id == id_).with_for_update()
    await session.execute(query)
    still = select(Conversation.id).where(Conversation.id == id_, *_silent(before))
    return await session.scalar(still) is not None


async def settled_tickets(session: AsyncSession, before: dt.datetime, most: int) -> Sequence[str]:
    return (
        await session.scalars(select(Ticket.reference).where(*_settled(before)).limit(most))
    ).all()


async def locked_if_settled(
    session: AsyncSession, reference: str, before: dt.datetime
) -> Ticket | None:
    """The ticket, if it is still closed for so long."""
    query = select(Ticket).where(Ticket.reference == reference, *_settled(before))
    return (await session.scalars(query.with_for_update())).one_or_none()


async def count_old(
    session: AsyncSession, conversations: dt.datetime, tickets: dt.datetime, audit: dt.datetime
) -> tuple[int, int, int]:
    """Conversations, tickets, audit records."""
    queries = (
        select(func.count()).select_from(Conversation).where(*_silent(conversations)),
        select(func.count()).select_from(Ticket).where(*_settled(tickets)),
        select(func.count()).select_from(AuditRecord).where(AuditRecord.at < audit),
    )
    first, second, third = [await session.scalar(query) or 0 for query in queries]
    return first, second, third


async def forget_audit(session: AsyncSession, before: dt.datetime) -> int:
    return await rows_changed(session, delete(AuditRecord).where(AuditRecord.at < before))


async def forget_sessions(session: AsyncSession, now: dt.datetime) -> None:
    await session.execute(delete(StaffSession).where(StaffSession.ends_at < now))
