"""Owns the statements on staff accounts and their sessions."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import and_, case, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.clock import SET_SECONDS
from server.database import rows_changed
from server.staff.models import StaffAccount, StaffSession


async def by_login(session: AsyncSession, login: str) -> StaffAccount | None:
    query = select(StaffAccount).where(StaffAccount.login == login)
    return (await session.scalars(query)).one_or_none()


async def by_id(session: AsyncSession, account_id: int) -> StaffAccount | None:
    return await session.get(StaffAccount, account_id)


async def by_subject(session: AsyncSession, subject: str) -> StaffAccount | None:
    query = select(StaffAccount).where(StaffAccount.subject == subject)
    return (await session.scalars(query)).one_or_none()


async def all_accounts(session: AsyncSession) -> Sequence[StaffAccount]:
    return (await session.scalars(select(StaffAccount).order_by(StaffAccount.login))).all()


async def hold_admins(session: AsyncSession) -> None:
    """Makes changes of admins wait for each other, where the database can (SQLite always does)."""
    query = select(StaffAccount.id).where(StaffAccount.role == "admin")
    await session.execute(query.order_by(StaffAccount.id).with_for_update())


async def count_admins(session: AsyncSession) -> int:
    """Those that are not disabled."""
    query = select(func.count()).where(
        StaffAccount.role == "admin", StaffAccount.is_disabled.is_(False)
    )
    return (await session.execute(query)).scalar_one()


async def count_try(
    session: AsyncSession, account_id: int, now: dt.datetime, most: int, until: dt.datetime
) -> bool:
    """Counts a failure in one statement, and locks at the last one; False while it is locked."""
    starts_anew = StaffAccount.locked_until.is_not(None)
    failures = case((starts_anew, 1), else_=StaffAccount.failures + 1)
    statement = (
        update(StaffAccount)
        .where(
            StaffAccount.id == account_id,
            or_(
                StaffAccount.locked_until.is_(None),
                StaffAccount.locked_until <= now,
                # Longer than a lock lasts: the clock was set back since. Tries at the same time
                # read it some moments apart.
                StaffAccount.locked_until > until + dt.timedelta(seconds=SET_SECONDS),
            ),
        )
        .values(failures=failures, locked_until=case((and_(failures >= most), until), else_=None))
        .execution_options(synchronize_session=False)
    )
    return await rows_changed(session, statement) == 1


async def write_nothing(session: AsyncSession) -> None:
    """As much work as `count_try` and reading again, on the first account, changing nothing."""
    first = select(func.min(StaffAccount.id)).scalar_subquery()
    await session.execute(
        update(StaffAccount)
        .where(StaffAccount.id == first)
        .values(failures=StaffAccount.failures)
        .execution_options(synchronize_session=False)
    )
    await session.execute(select(StaffAccount).where(StaffAccount.id == first))


async def session_with_account(
    session: AsyncSession, token_hash: str
) -> tuple[StaffSession, StaffAccount] | None:
    query = (
        select(StaffSession, StaffAccount)
        .join(StaffAccount, StaffAccount.id == StaffSession.account_id)
        .where(StaffSession.token_hash == token_hash)
    )
    row = (await session.execute(query)).one_or_none()
    return None if row is None else (row[0], row[1])


async def end_session(session: AsyncSession, token_hash: str) -> None:
    await session.execute(delete(StaffSession).where(StaffSession.token_hash == token_hash))


async def end_sessions_of(
    session: AsyncSession, account_id: int, except_hash: str | None = None
) -> None:
    statement = delete(StaffSession).where(StaffSession.account_id == account_id)
    if except_hash is not None:
        statement = statement.where(StaffSession.token_hash != except_hash)
    await session.execute(statement)


async def remove_ended_sessions(
    session: AsyncSession, now: dt.datetime, idle_since: dt.datetime
) -> None:
    await session.execute(
        delete(StaffSession).where(
            or_(StaffSession.ends_at <= now, StaffSession.seen_at <= idle_since)
        )
    )
