"""Owns the statements on what citizens asked: how often, how helpful, what got no answer."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from server.conversations.models import Message, Turn
from server.feedback.models import AnswerReport, Feedback


@dataclass(frozen=True)
class Usage:
    """How often an entry was given, and what those said who rated it."""

    asked: int
    helpful: int
    unhelpful: int


@dataclass(frozen=True)
class Missed:
    """A masked question without an answer, or, with `offered`, one that got choices.

    `next_text` is what the citizen sent after it: the title of a choice when one was taken.
    """

    text: str
    offered: tuple[dict[str, Any], ...]
    next_text: str | None


@dataclass(frozen=True)
class Reported:
    """A problem a citizen found with an answer. `question` is masked, as all that is kept."""

    question: str
    entry_id: str
    reason: str
    comment: str | None
    at: dt.datetime


async def reported(session: AsyncSession, since: dt.datetime, most: int) -> Sequence[Reported]:
    """The newest first."""
    query = (
        select(Message.body, Turn.entry_id, AnswerReport)
        .join(
            Turn,
            and_(
                Turn.conversation_id == AnswerReport.conversation_id,
                Turn.number == AnswerReport.turn,
            ),
        )
        .join(
            Message,
            and_(
                Message.conversation_id == AnswerReport.conversation_id,
                Message.turn == AnswerReport.turn,
                Message.author == "citizen",
            ),
        )
        .where(AnswerReport.created_at >= since)
        .order_by(AnswerReport.created_at.desc())
        .limit(most)
    )
    return [
        Reported(body["text"], entry_id or "", report.reason, report.comment, report.created_at)
        for body, entry_id, report in (await session.execute(query)).all()
    ]


async def usage(session: AsyncSession, since: dt.datetime) -> dict[str, Usage]:
    """By entry."""
    query = (
        select(
            Turn.entry_id,
            func.count(),
            func.sum(case((Feedback.helpful.is_(True), 1), else_=0)),
            func.sum(case((Feedback.helpful.is_(False), 1), else_=0)),
        )
        .outerjoin(
            Feedback,
            and_(Feedback.conversation_id == Turn.conversation_id, Feedback.turn == Turn.number),
        )
        .where(Turn.entry_id.is_not(None), Turn.created_at >= since)
        .group_by(Turn.entry_id)
    )
    rows = (await session.execute(query)).all()
    return {str(entry_id): Usage(*counts) for entry_id, *counts in rows}


async def missed(session: AsyncSession, since: dt.datetime, most: int) -> Sequence[Missed]:
    """The newest first."""
    offer, following = aliased(Message), aliased(Message)
    query = (
        select(Message.body, offer.body, following.body)
        .join(
            Turn, and_(Turn.conversation_id == Message.conversation_id, Turn.number == Message.turn)
        )
        .outerjoin(
            offer,
            and_(
                offer.conversation_id == Message.conversation_id,
                offer.turn == Message.turn,
                offer.type == "choices",
                Turn.status == "choices",
            ),
        )
        .outerjoin(
            following,
            and_(
                following.conversation_id == Message.conversation_id,
                following.turn == Message.turn + 1,
                following.author == "citizen",
            ),
        )
        .where(
            Message.author == "citizen",
            Turn.created_at >= since,
            Turn.status.in_(("unanswered", "choices")),
            Turn.confidence.is_not(None),  # a question was searched for, not a choice taken
        )
        .order_by(Turn.created_at.desc())
        .limit(most)
    )
    rows = (await session.execute(query)).all()
    return [
        Missed(
            text=asked["text"],
            offered=tuple(offered["choices"]) if offered else (),
            next_text=after["text"] if after else None,
        )
        for asked, offered, after in rows
    ]


async def questions(session: AsyncSession, most: int) -> Sequence[str]:
    """The newest texts that were searched for, oldest first: no choices, names or contacts."""
    query = (
        select(Message.body)
        .join(
            Turn, and_(Turn.conversation_id == Message.conversation_id, Turn.number == Message.turn)
        )
        .where(Message.author == "citizen", Turn.confidence.is_not(None))
        .order_by(Turn.created_at.desc())
        .limit(most)
    )
    bodies = (await session.scalars(query)).all()
    return [body["text"] for body in reversed(bodies)]
