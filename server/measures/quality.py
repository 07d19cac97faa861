"""Owns the checks of data quality: values that cannot be, each with how many and where."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from server.conversations.models import Conversation, Takeover, Turn
from server.conversations.schemas import Status as TurnStatus
from server.database import Database, utc_now
from server.feedback.models import Feedback
from server.measures.definitions import ANSWERS, OUTCOMES, SHARES
from server.measures.figures import Figures
from server.survey.drivers import DRIVERS
from server.survey.models import SurveyAnswer
from server.tickets.life import STATUSES
from server.tickets.models import Ticket

MOST_EXAMPLES = 5
# Clocks of two machines differ; more than this is no such difference.
_CLOCKS_DIFFER = dt.timedelta(minutes=5)
_EARLIER = aliased(Turn)
_NOT_OFFERED = "A survey answer names a driver that was not offered"
_ABOVE_ALL = "A share is above 100 %"
_NEGATIVE = "A ticket waited a negative time"


@dataclass(frozen=True)
class Finding:
    """`examples` are ids, never text."""

    label: str
    count: int
    examples: tuple[str, ...]


_TURN = literal("turn ") + Turn.conversation_id + "/" + cast(Turn.number, String)
_RATED = literal("turn ") + Feedback.conversation_id + "/" + cast(Feedback.turn, String)
_TAKEOVER = literal("takeover ") + cast(Takeover.id, String)
_TICKET = literal("ticket ") + Ticket.reference
_ANSWER = literal("survey ") + SurveyAnswer.external_id
_OF_THE_TURN = and_(Feedback.conversation_id == Turn.conversation_id, Feedback.turn == Turn.number)

# By what is wrong: ids of the rows that are. None of them depends on the time.
RULES: Mapping[str, Select[Any]] = {
    "A ticket was replied to before it was opened": select(_TICKET).where(
        Ticket.first_reply_at < Ticket.created_at
    ),
    "A ticket was closed before it was opened": select(_TICKET).where(
        Ticket.closed_at < Ticket.created_at
    ),
    "A closed ticket has no time of closing": select(_TICKET).where(
        Ticket.status == "closed", Ticket.closed_at.is_(None)
    ),
    "A ticket that is not closed has a time of closing": select(_TICKET).where(
        Ticket.status != "closed", Ticket.closed_at.is_not(None)
    ),
    "An answered ticket has no reply": select(_TICKET).where(
        Ticket.status == "answered", Ticket.first_reply_at.is_(None)
    ),
    "A ticket has a status outside the closed set": select(_TICKET).where(
        Ticket.status.not_in(STATUSES)
    ),
    "A turn has a status outside the closed set": select(_TURN).where(
        Turn.status.not_in(get_args(TurnStatus))
    ),
    "An answered turn names no entry": select(_TURN).where(
        Turn.status == "answered", Turn.entry_id.is_(None)
    ),
    "A turn that is not answered names an entry": select(_TURN).where(
        Turn.entry_id.is_not(None), or_(Turn.status != "answered", Turn.status.is_(None))
    ),
    "A confidence is below 0 or above 100 %": select(_TURN).where(
        or_(Turn.confidence < 0, Turn.confidence > 1)
    ),
    "A turn is older than its conversation": select(_TURN)
    .join(Conversation, Conversation.id == Turn.conversation_id)
    .where(Turn.created_at < Conversation.created_at),
    "A turn is older than the one before it": select(_TURN)
    .join(
        _EARLIER,
        and_(_EARLIER.conversation_id == Turn.conversation_id, _EARLIER.number == Turn.number - 1),
    )
    .where(Turn.created_at < _EARLIER.created_at),
    "Feedback is on a turn that has no answer": select(_RATED)
    .join(Turn, _OF_THE_TURN)
    .where(or_(Turn.status != "answered", Turn.status.is_(None))),
    "Feedback is older than its turn": select(_RATED)
    .join(Turn, _OF_THE_TURN)
    .where(Feedback.created_at < Turn.created_at),
    "A person left a chat before they joined": select(_TAKEOVER).where(
        Takeover.left_at < Takeover.joined_at
    ),
}
_MOMENTS: Mapping[str, tuple[ColumnElement[str], tuple[Any, ...]]] = {
    "turn": (_TURN, (Turn.created_at,)),
    "ticket": (_TICKET, (Ticket.created_at, Ticket.first_reply_at, Ticket.closed_at)),
    "rating": (_RATED, (Feedback.created_at,)),
    "survey answer": (_ANSWER, (SurveyAnswer.created_at,)),
    "takeover": (
        _TAKEOVER,
        (Takeover.joined_at, Takeover.left_at),
    ),
}
# Sums of counts of which the first cannot be more than the second.
_NO_MORE_THAN: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "More answers were rated than given": (("helpful", "unhelpful"), ANSWERS),
    "More answers were said helpful than given": (("helpful",), ANSWERS),
    "More answers were returned to than given": (("came_back",), ANSWERS),
    "More questions have an outcome than were asked": (OUTCOMES, ("asked",)),
    "More questions were asked than have an outcome": (("asked",), OUTCOMES),
    "More tickets are overdue than open": (("overdue_now",), ("open_now",)),
}


class QualityChecks:
    """Runs all checks on the whole database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def rows(self, now: dt.datetime | None = None) -> list[Finding]:
        """What is wrong with rows, whatever the period; nothing where all is well."""
        rules = _rules((now or utc_now()) + _CLOCKS_DIFFER)
        async with self._database.session() as session:
            found = [await _run(session, label, query) for label, query in rules.items()]
            found.append(await _drivers(session))
        return [finding for finding in found if finding.count]


def _rules(later: dt.datetime) -> dict[str, Select[Any]]:
    """By what is wrong; what is after `later` is in the future."""
    rules = dict(RULES)
    for name, (examples, moments) in _MOMENTS.items():
        rules[f"The time of a {name} is in the future"] = select(examples).where(
            or_(*(moment > later for moment in moments))
        )
    return rules


def labels() -> list[str]:
    """What all checks look for."""
    shares = [f"{_ABOVE_ALL}: {key}" for key in SHARES]
    return [*_rules(utc_now()), _NOT_OFFERED, *_NO_MORE_THAN, *shares, _NEGATIVE]


async def _run(session: AsyncSession, label: str, query: Select[Any]) -> Finding:
    count = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
    if not count:
        return Finding(label, 0, ())
    examples = (await session.scalars(query.limit(MOST_EXAMPLES))).all()
    return Finding(label, count, tuple(map(str, examples)))


async def _drivers(session: AsyncSession) -> Finding:
    """Lists of drivers are compared here: databases do it each in a way of its own."""
    query = select(_ANSWER, SurveyAnswer.offered, SurveyAnswer.chosen)
    wrong = [
        str(example)
        for example, offered, chosen in (await session.execute(query)).all()
        if not set(chosen) <= set(offered) <= set(DRIVERS)
    ]
    return Finding(_NOT_OFFERED, len(wrong), tuple(wrong[:MOST_EXAMPLES]))


def of_figures(figures: Figures) -> list[Finding]:
    """What is wrong with the figures of a period, under each topic and in all."""
    topics: Sequence[str | None] = (None, *figures.topics)
    tests: dict[str, Callable[[str | None], bool]] = {}
    for label, (part, whole) in _NO_MORE_THAN.items():
        tests[label] = lambda topic, part=part, whole=whole: (  # type: ignore[misc]
            _sum(figures, part, topic) > _sum(figures, whole, topic)
        )
    for key in SHARES:
        tests[f"{_ABOVE_ALL}: {key}"] = lambda topic, key=key: (  # type: ignore[misc]
            (figures.share(key, topic) or 0) > 1
        )
    found = []
    for label, test in tests.items():
        wrong = [_place(figures, topic) for topic in topics if test(topic)]
        found.append(Finding(label, len(wrong), tuple(wrong[:MOST_EXAMPLES])))
    found.append(_negative(figures))
    return [finding for finding in found if finding.count]


def _sum(figures: Figures, keys: Sequence[str], topic: str | None) -> int:
    return sum(figures.count(key, topic) for key in keys)


def _place(figures: Figures, topic: str | None) -> str:
    under = "all topics" if topic is None else f"topic {topic or 'none'}"
    return f"{figures.period.key}, {under}"


def _negative(figures: Figures) -> Finding:
    wrong = [
        f"{_place(figures, topic)}, {key}"
        for (key, topic), seconds in figures.times.items()
        if min(seconds) < 0
    ]
    return Finding(_NEGATIVE, len(wrong), tuple(wrong[:MOST_EXAMPLES]))
