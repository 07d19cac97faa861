"""Owns the sessions of staff: begun at a sign-in, ended by time, idleness or hand."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from server.conversations.tokens import hash_token, new_token
from server.database import utc_now
from server.settings import Settings
from server.staff import repository
from server.staff.models import StaffAccount, StaffSession

# The time of last use is stored at most this often.
_SEEN_EVERY = dt.timedelta(minutes=1)
# Clocks of several servers differ by less. A session from later than this was begun while the
# clock was wrong, and would outlast the others.
_CLOCKS_DIFFER = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class SignInRules:
    """How long a session lasts, and what guessing passwords leads to."""

    session: dt.timedelta = dt.timedelta(hours=12)
    idle: dt.timedelta = dt.timedelta(hours=2)
    most_failures: int = 5
    lock: dt.timedelta = dt.timedelta(minutes=15)

    @classmethod
    def of(cls, settings: Settings) -> "SignInRules":
        return cls(
            dt.timedelta(hours=settings.staff_session_hours),
            dt.timedelta(minutes=settings.staff_idle_minutes),
            settings.staff_sign_in_failures,
            dt.timedelta(minutes=settings.staff_lock_minutes),
        )


async def begin_session(session: AsyncSession, account: StaffAccount, rules: SignInRules) -> str:
    """The token returned is its only copy. Rows of sessions that are over go at the same time."""
    token, now = new_token(), utc_now()
    await repository.remove_ended_sessions(session, now, now - rules.idle)
    session.add(
        StaffSession(
            token_hash=hash_token(token),
            account_id=account.id,
            created_at=now,
            seen_at=now,
            ends_at=now + rules.session,
        )
    )
    return token


async def account_of_session(
    session: AsyncSession, token: str, rules: SignInRules
) -> StaffAccount | None:
    """None when the session ended or stood idle too long, or the account is disabled."""
    now = utc_now()
    found = await repository.session_with_account(session, hash_token(token))
    if found is None:
        return None
    kept, account = found
    if account.is_disabled or now >= kept.ends_at or now >= kept.seen_at + rules.idle:
        return None
    if now < kept.created_at - _CLOCKS_DIFFER:
        return None
    if not kept.seen_at <= now < kept.seen_at + _SEEN_EVERY:
        kept.seen_at = now
    return account
