"""Owns the statements that say whose a conversation is.

Each transaction here begins with an update of the conversation's row: it holds the row until the
end, so on SQLite and PostgreSQL alike one follows the other.
"""

import datetime as dt

from sqlalchemy import Update, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.conversations.models import Conversation, Takeover, Turn
from server.conversations.schemas import HANDED_OFF
from server.database import rows_changed
from server.health.metrics import TAKEOVERS


async def lock_owned(session: AsyncSession, conversation_id: str, owner_id: int) -> bool:
    """Holds the conversation's row until the transaction ends; False when it is not theirs."""
    statement = _row(conversation_id).where(Conversation.owner_id == owner_id)
    return await _changes_one(session, statement.values(last_turn=Conversation.last_turn))


async def take(session: AsyncSession, conversation_id: str, owner_id: int, at: dt.datetime) -> bool:
    """Makes it theirs unless it is somebody's. A turn not yet answered is theirs to answer."""
    statement = _row(conversation_id).where(Conversation.owner_id.is_(None))
    values = {
        "owner_id": owner_id,
        "person_wanted_at": None,
        "draft": None,
        "context": None,
        "stop_due": True,
    }
    if not await _changes_one(session, statement.values(**values)):
        return False
    unanswered = update(Turn).where(Turn.conversation_id == conversation_id, Turn.status.is_(None))
    await session.execute(unanswered.values(status=HANDED_OFF))
    _enter(session, conversation_id, owner_id, at)
    return True


async def give_back(
    session: AsyncSession, conversation_id: str, owner_id: int, at: dt.datetime
) -> bool:
    """Gives it back to the assistant if it is theirs."""
    return await _change_owner(session, conversation_id, owner_id, None, at)


async def pass_on(
    session: AsyncSession, conversation_id: str, owner_id: int, to: int, at: dt.datetime
) -> bool:
    """Makes it somebody else's if it is theirs."""
    if not await _change_owner(session, conversation_id, owner_id, to, at):
        return False
    _enter(session, conversation_id, to, at)
    return True


async def _change_owner(
    session: AsyncSession, conversation_id: str, owner_id: int, to: int | None, at: dt.datetime
) -> bool:
    statement = _row(conversation_id).where(Conversation.owner_id == owner_id)
    if not await _changes_one(session, statement.values(owner_id=to)):
        return False
    open_ones = update(Takeover).where(
        Takeover.conversation_id == conversation_id, Takeover.left_at.is_(None)
    )
    await session.execute(open_ones.values(left_at=at))
    return True


def _row(conversation_id: str) -> Update:
    return update(Conversation).where(Conversation.id == conversation_id)


async def _changes_one(session: AsyncSession, statement: Update) -> bool:
    return await rows_changed(session, statement) == 1


def _enter(session: AsyncSession, conversation_id: str, account_id: int, at: dt.datetime) -> None:
    session.add(
        Takeover(conversation_id=conversation_id, account_id=account_id, joined_at=at, left_at=None)
    )
    TAKEOVERS.inc()
