"""Owns the export of survey answers, in the columns of OMB Circular A-11 section 280."""

import datetime as dt
from collections.abc import Iterable

from server.database import Database
from server.survey import repository
from server.survey.drivers import DRIVERS
from server.survey.models import SurveyAnswer
from server.tabular import csv_text

_SIDES = ("positive", "negative")
COLUMNS: tuple[str, ...] = (
    "external_id",
    "question_1",
    *(f"{side}_{driver}" for side in _SIDES for driver in DRIVERS),
    "question_4",
)


async def survey_csv(
    database: Database, since: dt.datetime | None = None, until: dt.datetime | None = None
) -> str:
    """The answers given from `since` on and before `until`, oldest first."""
    async with database.session() as session:
        rows = await repository.answers(session, since, until)
    return csv_text(COLUMNS, rows_of(rows))


def rows_of(answers: Iterable[SurveyAnswer]) -> list[list[object]]:
    """`question_1` is 1 for a thumb up and 0 for down. A driver is 1 where it was chosen, 0 where
    it was offered alone, and None where it was not offered: as is the whole other side.
    """
    return [
        [
            answer.external_id,
            int(answer.trusts),
            *(_driver(answer, side, driver) for side in _SIDES for driver in DRIVERS),
            answer.comment,
        ]
        for answer in answers
    ]


def _driver(answer: SurveyAnswer, side: str, driver: str) -> int | None:
    if (side == "positive") != answer.trusts or driver not in answer.offered:
        return None
    return int(driver in answer.chosen)
