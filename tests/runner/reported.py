"""Owns how problems that citizens reported with answers become cases that fail."""

import asyncio
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.conversations.models import Conversation, Message, Turn
from server.database import Database, utc_now
from server.feedback.models import AnswerReport
from server.settings import ROOT
from tests.runner.running import LANGUAGE
from tests.runner.yaml_text import WrittenCase, yaml_of

# A question may be a follow-up of the one before; what is said in a form is no question.
_ASKED = ("answered", "choices", "unanswered", "out_of_scope")


@dataclass(frozen=True)
class Reported:
    """A problem with an answer. `questions` are masked, as all that is kept: the one that got the
    answer, and before it the one it may follow up."""

    questions: Sequence[str]
    entry_id: str
    language: str
    reason: str
    comment: str | None
    at: dt.datetime


def stored_reports(database_url: str, days: int, most: int) -> Sequence[Reported]:
    """The newest first. Nothing is written."""
    return asyncio.run(_read(database_url, utc_now() - dt.timedelta(days=days), most))


async def _read(database_url: str, since: dt.datetime, most: int) -> Sequence[Reported]:
    database = Database(database_url)
    query = (
        select(AnswerReport, Turn.entry_id, Conversation.language)
        .join(Turn, AnswerReport.conversation_id == Turn.conversation_id)
        .join(Conversation, AnswerReport.conversation_id == Conversation.id)
        .where(AnswerReport.turn == Turn.number, AnswerReport.created_at >= since)
        .order_by(AnswerReport.created_at.desc())
        .limit(most)
    )
    try:
        async with database.session() as session:
            rows = (await session.execute(query)).all()
            return [
                Reported(
                    await _questions(session, report),
                    entry_id or "",
                    language,
                    report.reason,
                    report.comment,
                    report.created_at,
                )
                for report, entry_id, language in rows
            ]
    finally:
        await database.close()


async def _questions(session: AsyncSession, report: AnswerReport) -> list[str]:
    query = (
        select(Message.body)
        .join(Turn, Message.conversation_id == Turn.conversation_id)
        .where(
            Message.turn == Turn.number,
            Message.conversation_id == report.conversation_id,
            Message.turn.in_((report.turn - 1, report.turn)),
            Message.author == "citizen",
            Turn.status.in_(_ASKED),
        )
        .order_by(Message.turn)
    )
    return [str(body["text"]) for body in await session.scalars(query)]


def cases_of(reports: Sequence[Reported]) -> str:
    """A case each, which fails as long as the question gets the answer that was reported. Reports
    of entries that are gone are left out."""
    there = [each for each in reports if (ROOT / "knowledge" / f"{each.entry_id}.md").is_file()]
    written = [_case(number, each) for number, each in enumerate(there, 1) if each.questions]
    return yaml_of(written) if written else ""


def _case(number: int, report: Reported) -> WrittenCase:
    said = " ".join((report.comment or "nothing more").split())
    *before, question = report.questions
    steps = [{"user": text} for text in before]
    asserted = [{"x_entry": {"not": report.entry_id}}]
    return WrittenCase(
        name=f"reported on {report.at:%Y-%m-%d}, {number}: {report.entry_id}",
        steps=[*steps, {"user": question, "assertions": asserted}],
        comment=f"Reported on {report.at:%Y-%m-%d} as {report.reason}: {said}",
        language=None if report.language == LANGUAGE else report.language,
    )
