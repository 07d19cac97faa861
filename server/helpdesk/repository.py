"""Owns the statements on deliveries."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Update, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.database import rows_changed
from server.helpdesk.models import Delivery
from server.helpdesk.states import DEAD, DELIVERED, PENDING


async def first_due(session: AsyncSession, helpdesk: str, now: dt.datetime) -> Delivery | None:
    query = (
        select(Delivery)
        .where(Delivery.helpdesk == helpdesk, Delivery.state == PENDING, Delivery.next_at <= now)
        .order_by(Delivery.next_at, Delivery.id)
        .limit(1)
    )
    return (await session.scalars(query)).one_or_none()


async def next_moment(session: AsyncSession, helpdesk: str) -> dt.datetime | None:
    """When the first of those that wait is due."""
    query = select(func.min(Delivery.next_at)).where(
        Delivery.helpdesk == helpdesk, Delivery.state == PENDING
    )
    return await session.scalar(query)


async def claim(session: AsyncSession, delivery: Delivery, until: dt.datetime) -> bool:
    """Begins an attempt, unless another server did. Left alone, it is due again at `until`."""
    statement = (
        update(Delivery)
        .where(
            Delivery.id == delivery.id,
            Delivery.state == PENDING,
            Delivery.attempts == delivery.attempts,
        )
        .values(attempts=delivery.attempts + 1, next_at=until)
    )
    return await _changed(session, statement) == 1


async def mark_delivered(session: AsyncSession, id_: int, now: dt.datetime) -> None:
    await session.execute(
        update(Delivery)
        .where(Delivery.id == id_)
        .values(state=DELIVERED, delivered_at=now, problem=None, contact=None)
    )


async def mark_failed(
    session: AsyncSession, id_: int, attempts: int, problem: str, next_at: dt.datetime | None
) -> None:
    """Dead without a `next_at`. Does nothing when a later attempt has begun meanwhile."""
    found = update(Delivery).where(
        Delivery.id == id_, Delivery.state == PENDING, Delivery.attempts == attempts
    )
    if next_at is None:
        await session.execute(found.values(problem=problem, state=DEAD))
    else:
        await session.execute(found.values(problem=problem, next_at=next_at))


async def revive(session: AsyncSession, now: dt.datetime, id_: int | None = None) -> int:
    """Makes the dead one, or all of them, due now with all attempts before them; how many."""
    statement = (
        update(Delivery)
        .where(Delivery.state == DEAD)
        .values(state=PENDING, attempts=0, next_at=now)
    )
    if id_ is not None:
        statement = statement.where(Delivery.id == id_)
    return await _changed(session, statement)


async def bring_forward(session: AsyncSession, now: dt.datetime) -> None:
    """Makes all that wait due now, with the attempts there were."""
    waiting = update(Delivery).where(Delivery.state == PENDING, Delivery.next_at > now)
    await _changed(session, waiting.values(next_at=now))


async def counts(session: AsyncSession) -> Sequence[tuple[str, str, int]]:
    """Help desk, state, how many."""
    query = select(Delivery.helpdesk, Delivery.state, func.count()).group_by(
        Delivery.helpdesk, Delivery.state
    )
    return [(helpdesk, state, count) for helpdesk, state, count in await session.execute(query)]


async def newest_dead(session: AsyncSession, most: int) -> Sequence[Delivery]:
    query = select(Delivery).where(Delivery.state == DEAD).order_by(Delivery.id.desc()).limit(most)
    return (await session.scalars(query)).all()


async def retried(session: AsyncSession, most: int) -> Sequence[Delivery]:
    """Those that failed and are tried again, the next one first."""
    query = (
        select(Delivery)
        .where(Delivery.state == PENDING, Delivery.problem.is_not(None))
        .order_by(Delivery.next_at)
        .limit(most)
    )
    return (await session.scalars(query)).all()


async def forget(
    session: AsyncSession, delivered_before: dt.datetime, any_before: dt.datetime
) -> None:
    old = (Delivery.state == DELIVERED) & (Delivery.created_at < delivered_before)
    await session.execute(delete(Delivery).where(or_(old, Delivery.created_at < any_before)))


async def _changed(session: AsyncSession, statement: Update) -> int:
    """How many rows the statement changed."""
    held = statement.execution_options(synchronize_session=False)
    return await rows_changed(session, held)
