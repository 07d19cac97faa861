"""Tests of the export of survey answers, cell by cell."""

from pathlib import Path

from server.database import utc_now
from server.survey.drivers import DRIVERS
from server.survey.export import COLUMNS, survey_csv
from server.survey.models import SurveyAnswer
from tests.server.running import Stage, copied_database

HEADER = (
    "external_id,question_1,positive_effectiveness,positive_ease,positive_efficiency,"
    "positive_transparency,positive_humanity,positive_employee,positive_other,"
    "negative_effectiveness,negative_ease,negative_efficiency,negative_transparency,"
    "negative_humanity,negative_employee,negative_other,question_4"
)
WITHOUT_STAFF = [driver for driver in DRIVERS if driver != "employee"]


def answer(number: int, trusts: bool, offered: list[str], *chosen: str) -> SurveyAnswer:
    return SurveyAnswer(
        external_id=f"id-{number}",
        subject=f"conversation/{number}",
        trusts=trusts,
        offered=offered,
        chosen=list(chosen),
        comment={1: "=1+1", 2: 'too "slow", twice'}.get(number),
        created_at=utc_now(),
    )


def test_the_columns_are_those_of_the_circular() -> None:
    assert ",".join(COLUMNS) == HEADER


async def test_each_answer_is_a_row(tmp_path: Path, stage: Stage) -> None:
    database = copied_database(tmp_path, stage)
    async with database.session() as session:
        session.add(answer(1, True, WITHOUT_STAFF, "ease", "other"))
        session.add(answer(2, False, list(DRIVERS), "employee"))
        session.add(answer(3, True, list(DRIVERS)))
    text = await survey_csv(database)
    await database.close()
    assert text.splitlines() == [
        HEADER,
        "id-1,1,0,1,0,0,0,,1,,,,,,,,'=1+1",
        'id-2,0,,,,,,,,0,0,0,0,0,1,0,"too ""slow"", twice"',
        "id-3,1,0,0,0,0,0,0,0,,,,,,,,",
    ]
