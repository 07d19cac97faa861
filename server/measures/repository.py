"""Owns the statements that the measures are made of: rows without any text of citizens."""

import datetime as dt
from collections.abc import AsyncIterator, Sequence
from typing import Any, NamedTuple, cast

from sqlalchemy import Row, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.conversations.models import Takeover, Turn
from server.feedback.models import Feedback
from server.tickets.life import TO_DO
from server.tickets.models import Ticket

_ROWS_AT_ONCE = 1000
_BEST_CANDIDATE = Turn.candidates[(0, 0)].as_string()


class TurnRow(NamedTuple):
    """A turn. `best` is its best candidate; `helpful` what was said of it, None: nothing."""

    conversation_id: str
    number: int
    at: dt.datetime
    status: str | None
    degraded: bool
    confidence: float | None
    entry_id: str | None
    best: str | None
    helpful: bool | None


class JoinRow(NamedTuple):
    """A person who joined, with one of the turns before: there is a row for each of those."""

    takeover_id: int
    conversation_id: str
    at: dt.datetime
    status: str | None
    entry_id: str | None
    best: str | None


class TicketRow(NamedTuple):
    reference: str
    conversation_id: str
    topic: str | None
    status: str
    created_at: dt.datetime
    first_reply_at: dt.datetime | None
    closed_at: dt.datetime | None
    due_at: dt.datetime | None


def turns_between(since: dt.datetime, until: dt.datetime) -> Select[Any]:
    """The turns of each conversation stand together, in order."""
    return (
        select(
            Turn.conversation_id,
            Turn.number,
            Turn.created_at,
            Turn.status,
            Turn.degraded,
            Turn.confidence,
            Turn.entry_id,
            _BEST_CANDIDATE,
            Feedback.helpful,
        )
        .outerjoin(
            Feedback,
            and_(Feedback.conversation_id == Turn.conversation_id, Feedback.turn == Turn.number),
        )
        .where(Turn.created_at >= since, Turn.created_at < until)
        .order_by(Turn.conversation_id, Turn.number)
    )


async def conversations(
    session: AsyncSession, since: dt.datetime, until: dt.datetime
) -> AsyncIterator[list[TurnRow]]:
    """The turns of one conversation after the other, read in portions."""
    result = await session.stream(turns_between(since, until))
    together: list[TurnRow] = []
    async for portion in result.partitions(_ROWS_AT_ONCE):
        for row in map(TurnRow._make, portion):
            if together and together[0].conversation_id != row.conversation_id:
                yield together
                together = []
            together.append(row)
    if together:
        yield together


def joins_between(since: dt.datetime, until: dt.datetime) -> Select[Any]:
    """The newest turn before each joining comes first."""
    return (
        select(
            Takeover.id,
            Takeover.conversation_id,
            Takeover.joined_at,
            Turn.status,
            Turn.entry_id,
            _BEST_CANDIDATE,
        )
        .outerjoin(
            Turn,
            and_(
                Turn.conversation_id == Takeover.conversation_id,
                Turn.created_at <= Takeover.joined_at,
            ),
        )
        .where(Takeover.joined_at >= since, Takeover.joined_at < until)
        .order_by(Takeover.joined_at, Takeover.id, Turn.number.desc())
    )


async def joins(session: AsyncSession, since: dt.datetime, until: dt.datetime) -> list[JoinRow]:
    rows = (await session.execute(joins_between(since, until))).all()
    return [JoinRow._make(row) for row in rows]


def tickets_touched(since: dt.datetime, until: dt.datetime) -> Select[Any]:
    """Tickets opened, first answered or closed in the time, oldest first."""
    moments = (Ticket.created_at, Ticket.first_reply_at, Ticket.closed_at)
    return _tickets().where(or_(*(and_(each >= since, each < until) for each in moments)))


def tickets_in(statuses: Sequence[str]) -> Select[Any]:
    return _tickets().where(Ticket.status.in_(statuses))


def _tickets() -> Select[Any]:
    found = select(
        Ticket.reference,
        Ticket.conversation_id,
        Ticket.topic,
        Ticket.status,
        Ticket.created_at,
        Ticket.first_reply_at,
        Ticket.closed_at,
        Ticket.due_at,
    )
    return cast("Select[Any]", found.order_by(Ticket.created_at, Ticket.id))


async def tickets(session: AsyncSession, query: Select[Any]) -> list[TicketRow]:
    rows: Sequence[Row[Any]] = (await session.execute(query)).all()
    return [TicketRow._make(row) for row in rows]


async def tickets_by_status(session: AsyncSession) -> dict[str, int]:
    query = select(Ticket.status, func.count()).group_by(Ticket.status)
    return {row[0]: row[1] for row in (await session.execute(query)).all()}


async def tickets_overdue(session: AsyncSession, now: dt.datetime) -> int:
    query = select(func.count()).where(Ticket.status.in_(TO_DO), Ticket.due_at < now)
    return await session.scalar(query) or 0
