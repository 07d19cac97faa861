"""Owns the statements on staff accounts and their sessions."""

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.staff.models import StaffAccount, StaffSession


async def by_login(session: AsyncSession, login: str) -> StaffAccount | None:
    query = select(StaffAccount).where(StaffAccount.login == login)
    return (await session.scalars(query)).one_or_none()


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
