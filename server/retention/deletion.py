"""Owns deleting a conversation or a ticket with all that hangs on it; the order is here alone."""

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.conversations.models import Conversation, Message, Takeover, Turn
from server.database import rows_changed
from server.feedback.models import AnswerReport, Feedback
from server.helpdesk.models import Delivery
from server.survey.models import SurveyAnswer
from server.survey.service import CONVERSATION, TICKET
from server.tickets.models import Ticket, TicketEvent, TicketPost


async def delete_conversation(session: AsyncSession, conversation_id: str) -> bool:
    """Its tickets must be gone. False where it was gone already."""
    for of_it in (
        Feedback.conversation_id,
        AnswerReport.conversation_id,
        Takeover.conversation_id,
        Message.conversation_id,
        Turn.conversation_id,
    ):
        await session.execute(delete(of_it.class_).where(of_it == conversation_id))
    await _unlink_survey(session, SurveyAnswer.subject == CONVERSATION + conversation_id)
    statement = delete(Conversation).where(Conversation.id == conversation_id)
    return await rows_changed(session, statement) == 1


async def delete_ticket(session: AsyncSession, ticket: Ticket) -> bool:
    """False where it was gone already."""
    for of_it in (TicketPost.ticket_id, TicketEvent.ticket_id):
        await session.execute(delete(of_it.class_).where(of_it == ticket.id))
    await session.execute(delete(Delivery).where(Delivery.subject == ticket.reference))
    await _unlink_survey(session, SurveyAnswer.subject == TICKET + ticket.reference)
    return await rows_changed(session, delete(Ticket).where(Ticket.id == ticket.id)) == 1


async def _unlink_survey(session: AsyncSession, of_it: ColumnElement[bool]) -> None:
    """The answer counts on, without a word of its citizen's and without saying whose it was."""
    for answer in (await session.scalars(select(SurveyAnswer).where(of_it))).all():
        kind = answer.subject.partition("/")[0]
        await session.execute(
            update(SurveyAnswer)
            .where(SurveyAnswer.id == answer.id)
            .values(subject=f"{kind}/gone-{answer.external_id}", comment=None)
        )
