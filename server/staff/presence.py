"""Owns who of staff is there: signed in, and seen a short while ago."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.audit.service import record
from server.database import Database, utc_now
from server.staff.accounts import Staff, staff_of
from server.staff.models import StaffAccount, StaffSession

# A page that is open is seen about once a minute.
AT_HAND = dt.timedelta(minutes=5)
_JOIN_CHATS = ("agent", "admin")


async def at_hand(session: AsyncSession, within: dt.timedelta = AT_HAND) -> Sequence[Staff]:
    """Those who may join chats and were seen within that time, whether they take chats or not."""
    now = utc_now()
    query = (
        select(StaffAccount)
        .where(
            StaffAccount.is_disabled.is_(False),
            StaffAccount.role.in_(_JOIN_CHATS),
            StaffAccount.id.in_(
                select(StaffSession.account_id).where(
                    # Seen later than now: the clock was set back since.
                    StaffSession.seen_at.between(now - within, now + AT_HAND),
                    StaffSession.ends_at > now,
                )
            ),
        )
        .order_by(StaffAccount.name)
    )
    return [staff_of(account) for account in (await session.scalars(query)).all()]


async def names_of(session: AsyncSession, account_ids: Sequence[int]) -> dict[int, str]:
    """The names citizens see, by account."""
    query = select(StaffAccount.id, StaffAccount.name).where(StaffAccount.id.in_(account_ids))
    return {row.id: row.name for row in await session.execute(query)}


async def take_chats(database: Database, staff: Staff, takes: bool) -> None:
    """Whether they are counted among those who are free for a chat."""
    async with database.session() as session:
        await session.execute(
            update(StaffAccount).where(StaffAccount.id == staff.id).values(takes_chats=takes)
        )
        record(session, staff.login, "take_chats", staff.login, takes=takes)
