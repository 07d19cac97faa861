"""Owns the statements on conversations, turns and messages."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.conversations.models import Conversation, Message, Turn
from server.database import utc_now
from server.dialogue.preview import PREVIEW
from server.errors import NotFound

# Who asked for a person longer ago has gone since; if they come back, they ask anew.
WAITS_AT_MOST = dt.timedelta(hours=2)


async def get(session: AsyncSession, conversation_id: str) -> Conversation | None:
    return await session.get(Conversation, conversation_id)


async def require(session: AsyncSession, conversation_id: str) -> Conversation:
    """Raises NotFound."""
    found = await get(session, conversation_id)
    if found is None:
        raise NotFound
    return found


async def turn(session: AsyncSession, conversation_id: str, number: int) -> Turn | None:
    return await session.get(Turn, (conversation_id, number))


async def has_message(session: AsyncSession, conversation_id: str, key: str) -> bool:
    query = select(Message.id).where(
        Message.conversation_id == conversation_id, Message.idempotency_key == key
    )
    return await session.scalar(query) is not None


async def messages(
    session: AsyncSession, conversation_id: str, after: int = -1
) -> Sequence[Message]:
    """Messages of turns after `after`, in the order they were stored."""
    query = (
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.turn > after)
        .order_by(Message.turn, Message.id)
    )
    return (await session.scalars(query)).all()


async def messages_but_previews(session: AsyncSession, conversation_id: str) -> Sequence[Message]:
    """Without the previews of tickets, each of which holds all of the chat before it."""
    query = (
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.type != PREVIEW)
        .order_by(Message.turn, Message.id)
    )
    return (await session.scalars(query)).all()


async def messages_since(
    session: AsyncSession, conversation_id: str, id_: int
) -> Sequence[Message]:
    """Messages with a higher id, in the order they were stored."""
    query = (
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.id > id_)
        .order_by(Message.id)
    )
    return (await session.scalars(query)).all()


async def newest_message(session: AsyncSession, conversation_id: str) -> int:
    """Its id; 0 where there is none."""
    query = select(func.max(Message.id)).where(Message.conversation_id == conversation_id)
    return await session.scalar(query) or 0


def offers(connection: Connection, conversation_id: str) -> Sequence[dict[str, Any]]:
    """All choices ever offered in the conversation, and questions related to answers, newest
    first.
    """
    query = (
        select(Message.body)
        .where(Message.conversation_id == conversation_id, Message.type.in_(("choices", "answer")))
        .order_by(Message.id.desc())
    )
    bodies = connection.scalars(query).all()
    return [
        choice for body in bodies for choice in body.get("choices") or body.get("related") or ()
    ]


def latest_reply(connection: Connection, conversation_id: str) -> dict[str, Any]:
    """What the assistant's latest message holds; nothing where there is none."""
    query = (
        select(Message.body)
        .where(Message.conversation_id == conversation_id, Message.author == "assistant")
        .order_by(Message.id.desc())
        .limit(1)
    )
    body: dict[str, Any] | None = connection.scalar(query)
    return body or {}


async def searches(session: AsyncSession, conversation_id: str) -> Sequence[Turn]:
    """The turns that searched, oldest first."""
    query = select(Turn).where(Turn.conversation_id == conversation_id).order_by(Turn.number)
    return [turn for turn in (await session.scalars(query)).all() if turn.candidates]


async def statuses(session: AsyncSession, conversation_id: str) -> dict[int, str | None]:
    """The status of each turn, by number; None while it is unfinished."""
    query = select(Turn.number, Turn.status).where(Turn.conversation_id == conversation_id)
    return {row.number: row.status for row in await session.execute(query)}


async def want_person(session: AsyncSession, conversation_id: str, at: dt.datetime) -> None:
    """Notes since when a person is waited for; a second call soon after changes nothing."""
    await session.execute(
        update(Conversation)
        .where(
            Conversation.id == conversation_id,
            Conversation.owner_id.is_(None),
            or_(
                Conversation.person_wanted_at.is_(None),
                Conversation.person_wanted_at < at - WAITS_AT_MOST,
                Conversation.person_wanted_at > at,  # the clock was set back since
            ),
        )
        .values(person_wanted_at=at)
    )


async def want_nobody(session: AsyncSession, conversation_id: str) -> None:
    await session.execute(
        update(Conversation).where(Conversation.id == conversation_id).values(person_wanted_at=None)
    )


async def taken(session: AsyncSession) -> Sequence[tuple[str, int]]:
    """The conversations that a person has taken over, each with whose it is."""
    query = select(Conversation.id, Conversation.owner_id).where(Conversation.owner_id.is_not(None))
    return [(row.id, row.owner_id) for row in await session.execute(query)]


def add_message(
    session: AsyncSession, conversation_id: str, number: int, author: str, body: dict[str, Any]
) -> Message:
    """The message gets its id when the session is flushed."""
    rest = {key: value for key, value in body.items() if key != "type"}
    message = Message(
        conversation_id=conversation_id,
        turn=number,
        author=author,
        type=body["type"],
        body=rest,
        created_at=utc_now(),
    )
    session.add(message)
    return message
