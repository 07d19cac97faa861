"""Owns the summary of survey answers: how many trust, what it came from, how many answered."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.database import Database
from server.survey import repository
from server.survey.models import SurveyAnswer
from server.survey.service import CONVERSATION, TICKET, Surveys


@dataclass(frozen=True)
class SurveySummary:
    """Of the answers given in a time. Drivers are counted on the side of the thumb.

    `asked` are the chats begun and tickets closed in that time that the survey was meant for, and
    `returned` those of them that answered it, whenever they did.
    """

    thumbs_up: int
    thumbs_down: int
    positive: Mapping[str, int]
    negative: Mapping[str, int]
    asked: int
    returned: int

    @property
    def answers(self) -> int:
        return self.thumbs_up + self.thumbs_down


async def summary_of(
    database: Database, surveys: Surveys, since: dt.datetime, until: dt.datetime
) -> SurveySummary:
    async with database.session() as session:
        rows = await repository.answers(session, since, until)
        chats = await repository.conversations_begun(session, since, until)
        tickets = await repository.tickets_closed(session, since, until)
        answered = await repository.answered_subjects(session, since)
    subjects = [*(CONVERSATION + each for each in chats), *(TICKET + each for each in tickets)]
    # Those who answered were asked, even if the rate was lowered since.
    returned = sum(each in answered for each in subjects)
    asked = sum(surveys.samples(each) or each in answered for each in subjects)
    up = [row for row in rows if row.trusts]
    down = [row for row in rows if not row.trusts]
    return SurveySummary(len(up), len(down), _chosen(up), _chosen(down), asked, returned)


def _chosen(rows: Sequence[SurveyAnswer]) -> Counter[str]:
    return Counter(driver for row in rows for driver in row.chosen)
