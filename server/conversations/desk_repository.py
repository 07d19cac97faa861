"""Owns the statements for what staff see of chats."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.conversations.models import Conversation, Message, Takeover, Turn

MOST_CHATS = 100


async def recent(
    session: AsyncSession, since: dt.datetime
) -> list[tuple[Conversation, dt.datetime]]:
    """Chats with a message since then, and all that are somebody's; newest message first.

    Where there are more than fit, those that are somebody's, or wait for a person, stay.
    """
    places = case(
        (Conversation.owner_id.is_not(None), 0),
        (Conversation.person_wanted_at.is_not(None), 1),
        else_=2,
    )
    newest = (
        select(Turn.conversation_id, func.max(Turn.created_at).label("at"))
        .where(Turn.created_at > since)
        .group_by(Turn.conversation_id)
        .subquery()
    )
    query = (
        select(Conversation, newest.c.at)
        .outerjoin(newest, newest.c.conversation_id == Conversation.id)
        .where(
            or_(
                Conversation.owner_id.is_not(None),
                newest.c.at.is_not(None),
                and_(Conversation.person_wanted_at > since, Conversation.last_turn > 0),
            )
        )
        .order_by(places, newest.c.at.desc())
        .limit(MOST_CHATS)
    )
    return [
        (row.Conversation, row.at or row.Conversation.created_at)
        for row in await session.execute(query)
    ]


async def newest_turn_at(session: AsyncSession, conversation_id: str) -> dt.datetime | None:
    """None where nothing was typed yet."""
    query = select(func.max(Turn.created_at)).where(Turn.conversation_id == conversation_id)
    return (await session.scalars(query)).one()


async def typed(
    session: AsyncSession, conversation_ids: Sequence[str]
) -> list[tuple[str, str, str | None]]:
    """Conversation, text and status of the turn of what citizens typed, oldest first."""
    query = (
        select(Message.conversation_id, Message.body, Turn.status)
        .join(
            Turn,
            and_(Turn.conversation_id == Message.conversation_id, Turn.number == Message.turn),
        )
        .where(Message.conversation_id.in_(conversation_ids), Message.author == "citizen")
        .order_by(Message.id)
    )
    rows = await session.execute(query)
    return [(row.conversation_id, row.body["text"], row.status) for row in rows]


async def passed_on_by(session: AsyncSession, conversation_ids: Sequence[str]) -> dict[str, int]:
    """Of chats that were handed to whose they are: the account that did."""
    query = (
        select(Takeover).where(Takeover.conversation_id.in_(conversation_ids)).order_by(Takeover.id)
    )
    found: dict[str, int] = {}
    left: dict[str, Takeover] = {}
    for each in (await session.scalars(query)).all():
        before = left.get(each.conversation_id)
        found.pop(each.conversation_id, None)
        if before is not None and before.left_at == each.joined_at:
            found[each.conversation_id] = before.account_id
        left[each.conversation_id] = each
    return found


async def messages_after(
    session: AsyncSession, conversation_id: str, after: int
) -> Sequence[Message]:
    """Messages with a higher id, in the order they were stored."""
    query = (
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.id > after)
        .order_by(Message.id)
    )
    return (await session.scalars(query)).all()
