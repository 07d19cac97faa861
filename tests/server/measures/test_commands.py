"""Tests of the commands on measures and surveys."""

import asyncio
import csv
import io
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from server.__main__ import app
from server.database import utc_now
from server.survey.export import COLUMNS
from server.survey.models import SurveyAnswer
from tests.factories import write_knowledge
from tests.server.measures.history import FILING, REFUNDS, History, a_database, at
from tests.server.running import Stage

runner = CliRunner()


@pytest.fixture
def address(tmp_path: Path, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> str:
    """Of the database that the commands read."""
    address = stage.new_database(tmp_path)
    monkeypatch.setenv("ASSISTANT_VAR_DIR", str(tmp_path))
    monkeypatch.setenv("ASSISTANT_KNOWLEDGE_DIR", str(write_knowledge(tmp_path / "knowledge")))
    monkeypatch.setenv("ASSISTANT_TIME_ZONE", "UTC")
    monkeypatch.setenv("ASSISTANT_DATABASE_URL", address)
    return address


def written(address: str, write: Callable[[History], Awaitable[object]]) -> None:
    async def run() -> None:
        async with a_database(address) as database, database.session() as session:
            await write(History(session))

    asyncio.run(run())


def test_an_empty_database_passes_the_check(address: str) -> None:
    result = runner.invoke(app, ["measures", "check"])
    assert (result.exit_code, result.output) == (0, "No impossible values.\n")


def test_impossible_values_fail_the_check_with_ids(address: str) -> None:
    written(address, lambda h: h.turn("a", utc_now(), "answered", FILING, entry_id=None))
    result = runner.invoke(app, ["measures", "check"])
    assert result.exit_code == 1
    assert result.output == "An answered turn names no entry: 1\n  turn a/1\n"


def test_a_month_is_printed_as_csv(address: str) -> None:
    async def write(history: History) -> None:
        for number in range(40):
            status = "answered" if number < 25 else "choices"
            await history.turn(f"{number}", at(5), status, FILING)
            if number % 3 == 0:
                await history.turn(f"r{number}", at(5), "unanswered", REFUNDS)

    written(address, write)
    result = runner.invoke(app, ["measures", "month", "2026-10"])
    assert result.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(result.output)))
    asked = {row["topic"]: row["value"] for row in rows if row["measure"] == "asked"}
    assert asked == {
        "all": "54", "filing": "40", "deductions": "<10", "refunds": "withheld", "none": "<10",
    }  # fmt: skip


@pytest.mark.parametrize(
    "command", [["measures", "month", "2026-13"], ["survey", "export", "--month", "soon"]]
)
def test_what_is_no_month_is_refused(address: str, command: list[str]) -> None:
    result = runner.invoke(app, command)
    assert result.exit_code == 2
    assert "2026-11" in result.output


@pytest.mark.parametrize(
    ("options", "ids"), [([], ["one", "two"]), (["--month", "2026-10"], ["one"])]
)
def test_the_survey_is_exported(address: str, options: list[str], ids: list[str]) -> None:
    async def write(history: History) -> None:
        for external_id, month in (("one", 10), ("two", 11)):
            await history.add(
                SurveyAnswer(
                    external_id=external_id,
                    subject=f"conversation/{external_id}",
                    trusts=True,
                    offered=[],
                    chosen=[],
                    created_at=at(1, month=month),
                )
            )

    written(address, write)
    result = runner.invoke(app, ["survey", "export", *options])
    assert result.exit_code == 0
    header, *rows = csv.reader(io.StringIO(result.output))
    assert header == list(COLUMNS)
    assert [row[0] for row in rows] == ids
