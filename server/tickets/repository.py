"""Owns the statements on tickets, their threads and their history."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.database import rows_changed
from server.staff.models import StaffAccount
from server.tickets.life import TO_DO
from server.tickets.models import Ticket, TicketEvent, TicketPost
from server.tickets.views import EVERYONE, PAGE_SIZE, PRIORITIES, QueueFilter

# More words than this make no search better.
_MOST_WORDS = 8
# Statuses in which the next word is the citizen's, if there is one.
_SETTLED = ("waiting", "answered")
_MAY_ANSWER = ("agent", "admin")


async def by_key(session: AsyncSession, key: str) -> Ticket | None:
    return (
        await session.scalars(select(Ticket).where(Ticket.idempotency_key == key))
    ).one_or_none()


async def by_reference(session: AsyncSession, reference: str) -> Ticket | None:
    query = select(Ticket).where(Ticket.reference == reference)
    return (await session.scalars(query)).one_or_none()


async def of_conversation(session: AsyncSession, *conversation_ids: str) -> Sequence[Ticket]:
    """Of all these conversations, oldest first."""
    query = select(Ticket).where(Ticket.conversation_id.in_(conversation_ids)).order_by(Ticket.id)
    return (await session.scalars(query)).all()


async def with_assignee(session: AsyncSession, reference: str) -> tuple[Ticket, str | None] | None:
    """The ticket and its assignee's name."""
    query = _with_name().where(Ticket.reference == reference)
    row = (await session.execute(query)).one_or_none()
    return None if row is None else (row[0], row[1])


def _with_name() -> Select[Ticket, str]:
    return select(Ticket, StaffAccount.name).outerjoin(
        StaffAccount, StaffAccount.id == Ticket.assignee_id
    )


async def replace(session: AsyncSession, ticket: Ticket, columns: dict[str, Any]) -> bool:
    """Writes the columns if the ticket is still as it was read; whether it was."""
    query = (
        update(Ticket)
        .where(
            Ticket.id == ticket.id,
            Ticket.status == ticket.status,
            Ticket.updated_at.is_not_distinct_from(ticket.updated_at),
        )
        .values(**columns)
        .execution_options(synchronize_session=False)
    )
    return await rows_changed(session, query) == 1


async def post_by_key(session: AsyncSession, ticket_id: int, key: str) -> TicketPost | None:
    query = select(TicketPost).where(
        TicketPost.ticket_id == ticket_id, TicketPost.idempotency_key == key
    )
    return (await session.scalars(query)).one_or_none()


async def thread(
    session: AsyncSession, ticket_id: int, audience: str | None = None
) -> Sequence[tuple[TicketPost, str | None]]:
    """Posts, oldest first, each with the name of the staff who wrote it."""
    query = (
        select(TicketPost, StaffAccount.name)
        .outerjoin(StaffAccount, StaffAccount.id == TicketPost.account_id)
        .where(TicketPost.ticket_id == ticket_id)
        .order_by(TicketPost.id)
    )
    if audience is not None:
        query = query.where(TicketPost.audience == audience)
    return [(post, name) for post, name in (await session.execute(query)).all()]


async def silent_since(session: AsyncSession, before: dt.datetime) -> Sequence[Ticket]:
    """Tickets that wait for their citizen, or are answered, whose last post is from before."""
    newest = (
        select(func.max(TicketPost.created_at))
        .where(TicketPost.ticket_id == Ticket.id, TicketPost.audience == EVERYONE)
        .scalar_subquery()
    )
    query = (
        select(Ticket)
        .where(Ticket.status.in_(_SETTLED), func.coalesce(newest, Ticket.created_at) < before)
        .order_by(Ticket.id)
    )
    return (await session.scalars(query)).all()


async def exported(
    session: AsyncSession, since: dt.datetime | None
) -> Sequence[tuple[Ticket, str | None, int]]:
    """Tickets opened since, oldest first, with the assignee's login and how often staff wrote."""
    replies = (
        select(func.count())
        .where(
            TicketPost.ticket_id == Ticket.id,
            TicketPost.author == "staff",
            TicketPost.audience == EVERYONE,
        )
        .scalar_subquery()
    )
    query = (
        select(Ticket, StaffAccount.login, replies)
        .outerjoin(StaffAccount, StaffAccount.id == Ticket.assignee_id)
        .order_by(Ticket.created_at, Ticket.id)
    )
    if since is not None:
        query = query.where(Ticket.created_at >= since)
    return [(row[0], row[1], row[2]) for row in await session.execute(query)]


async def history(session: AsyncSession, ticket_id: int) -> Sequence[TicketEvent]:
    query = select(TicketEvent).where(TicketEvent.ticket_id == ticket_id).order_by(TicketEvent.id)
    return (await session.scalars(query)).all()


async def colleagues(session: AsyncSession) -> Sequence[StaffAccount]:
    """Those who may answer tickets, by name."""
    query = (
        select(StaffAccount)
        .where(StaffAccount.role.in_(_MAY_ANSWER), StaffAccount.is_disabled.is_(False))
        .order_by(StaffAccount.name, StaffAccount.id)
    )
    return (await session.scalars(query)).all()


async def topics(session: AsyncSession) -> Sequence[str]:
    query = select(Ticket.topic).where(Ticket.topic.is_not(None)).distinct().order_by(Ticket.topic)
    return [topic for topic in (await session.scalars(query)).all() if topic]


async def counts(
    session: AsyncSession, wanted: QueueFilter, me: int, now: dt.datetime
) -> dict[str, int]:
    """Tickets by status, whatever status is wanted."""
    query = (
        select(Ticket.status, func.count())
        .where(*_conditions(wanted, me, now))
        .group_by(Ticket.status)
    )
    return {row[0]: row[1] for row in await session.execute(query)}


async def queue(
    session: AsyncSession, wanted: QueueFilter, page: int, me: int, now: dt.datetime
) -> Sequence[tuple[Ticket, str | None]]:
    """A page of tickets with their assignees' names: what is overdue first, then by priority."""
    urgency = case(
        {priority: place for place, priority in enumerate(PRIORITIES)},
        value=Ticket.priority,
        else_=len(PRIORITIES),
    )
    query = (
        _with_name()
        .where(*_conditions(wanted, me, now), *_of_status(wanted))
        .order_by(case((_overdue(now), 0), else_=1), urgency, Ticket.created_at, Ticket.id)
        .offset((page - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
    )
    return [(ticket, name) for ticket, name in (await session.execute(query)).all()]


def _of_status(wanted: QueueFilter) -> list[ColumnElement[bool]]:
    if wanted.status is None:
        return []
    if wanted.status == "to_do":
        return [Ticket.status.in_(TO_DO)]
    return [Ticket.status == wanted.status]


def _conditions(wanted: QueueFilter, me: int, now: dt.datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.assignee == "nobody":
        found.append(Ticket.assignee_id.is_(None))
    elif wanted.assignee is not None:
        found.append(Ticket.assignee_id == (me if wanted.assignee == "me" else wanted.assignee))
    if wanted.topic is not None:
        found.append(Ticket.topic == wanted.topic)
    if wanted.priority is not None:
        found.append(Ticket.priority == wanted.priority)
    if wanted.overdue:
        found.append(_overdue(now))
    return [*found, *(_holds(word) for word in wanted.text.split()[:_MOST_WORDS])]


def _overdue(now: dt.datetime) -> ColumnElement[bool]:
    return and_(Ticket.status.in_(TO_DO), Ticket.due_at < now)


def _holds(word: str) -> ColumnElement[bool]:
    """Whether a word is in reference, question or thread: contacts are encrypted.

    Case does not count; % and _ are characters.
    """
    if word.isascii():
        return _has(word)
    # SQLite folds the case of ASCII letters alone: "JOSÉ" is looked for in both spellings.
    return or_(*(_has(spelled) for spelled in {word, word.lower(), word.upper()}))


def _has(word: str) -> ColumnElement[bool]:
    in_thread = (
        select(TicketPost.id)
        .where(TicketPost.ticket_id == Ticket.id, TicketPost.text.icontains(word, autoescape=True))
        .exists()
    )
    columns = (Ticket.reference, Ticket.question)
    return or_(*(column.icontains(word, autoescape=True) for column in columns), in_thread)
