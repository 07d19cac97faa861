"""Owns the statements on survey answers, and on whom a person of staff has served."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.conversations.models import Conversation, Takeover
from server.survey.models import SurveyAnswer
from server.tickets.models import Ticket, TicketPost


async def of_subject(session: AsyncSession, subject: str) -> SurveyAnswer | None:
    query = select(SurveyAnswer).where(SurveyAnswer.subject == subject)
    return (await session.scalars(query)).one_or_none()


async def has_turns(session: AsyncSession, conversation_id: str) -> bool:
    conversation = await session.get(Conversation, conversation_id)
    return conversation is not None and conversation.last_turn > 0


async def was_joined(session: AsyncSession, conversation_id: str) -> bool:
    """Whether a member of staff was in the conversation."""
    query = select(exists().where(Takeover.conversation_id == conversation_id))
    return bool(await session.scalar(query))


async def was_answered_by_staff(session: AsyncSession, reference: str) -> bool:
    """Whether staff wrote to the ticket's citizen: a note among themselves is no answer."""
    posts = select(TicketPost.id).join(Ticket, Ticket.id == TicketPost.ticket_id)
    by_staff = (TicketPost.author == "staff", TicketPost.audience != "staff")
    query = select(posts.where(Ticket.reference == reference, *by_staff).exists())
    return bool(await session.scalar(query))


async def answers(
    session: AsyncSession, since: dt.datetime | None, until: dt.datetime | None
) -> Sequence[SurveyAnswer]:
    """Given from `since` on and before `until` (None: no limit), oldest first."""
    query = select(SurveyAnswer).order_by(SurveyAnswer.created_at, SurveyAnswer.id)
    if since is not None:
        query = query.where(SurveyAnswer.created_at >= since)
    if until is not None:
        query = query.where(SurveyAnswer.created_at < until)
    return (await session.scalars(query)).all()


async def conversations_begun(
    session: AsyncSession, since: dt.datetime, until: dt.datetime
) -> Sequence[str]:
    """The ids of conversations begun in the time in which something was sent."""
    query = select(Conversation.id).where(
        Conversation.created_at >= since,
        Conversation.created_at < until,
        Conversation.last_turn > 0,
    )
    return (await session.scalars(query)).all()


async def tickets_closed(
    session: AsyncSession, since: dt.datetime, until: dt.datetime
) -> Sequence[str]:
    """The references of tickets whose newest closing lies in the time."""
    query = select(Ticket.reference).where(Ticket.closed_at >= since, Ticket.closed_at < until)
    return (await session.scalars(query)).all()


async def answered_subjects(session: AsyncSession, since: dt.datetime) -> set[str]:
    """The subjects of answers given from `since` on: nothing is asked before it has begun."""
    query = select(SurveyAnswer.subject).where(SurveyAnswer.created_at >= since)
    return set((await session.scalars(query)).all())
