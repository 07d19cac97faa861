"""Tests of reported problems made into cases."""

import asyncio
import datetime as dt
from pathlib import Path

import pytest

from server.conversations.models import Conversation, Message, Turn
from server.database import Database
from server.feedback.models import AnswerReport
from tests.runner.reading import read_file
from tests.runner.reported import cases_of, stored_reports
from tests.runner.results import Outcome
from tests.runner.running import Runner
from tests.runner.scripted import ScriptedAssistant, seen

NOW = dt.datetime.now(dt.UTC)
ENTRY = "how-to-file/extension"
TURNS = (
    (1, "what is your name", "small_talk", None),
    (2, "my ssn is [SSN], how long have I got", "answered", ENTRY),
    (3, "and in Texas: no?", "answered", ENTRY),
)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with a conversation and a problem with each of its answers."""
    address = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('reported') / 'assistant.db'}"
    asyncio.run(_fill(address))
    return address


async def _fill(url: str) -> None:
    database = Database(url)
    await database.migrate()
    async with database.session() as session:
        for name, language in (("one", "en"), ("uno", "es")):
            session.add(Conversation(id=name, token_hash=name, language=language, created_at=NOW))
        await session.flush()
        for number, text, status, entry_id in TURNS:
            at = {"conversation_id": "one", "created_at": NOW}
            session.add(Turn(number=number, status=status, entry_id=entry_id, **at))
            body = {"text": text}
            session.add(Message(turn=number, author="citizen", type="text", body=body, **at))
            session.add(Message(turn=number, author="bot", type="text", body={"text": "x"}, **at))
        at = {"conversation_id": "uno", "created_at": NOW}
        session.add(Turn(number=1, status="answered", entry_id="gone/away", **at))
        session.add(Message(turn=1, author="citizen", type="text", body={"text": "hola"}, **at))
        await session.flush()
        for conversation, turn, comment, days in (
            ("one", 2, "It says\nOctober,  and I: May", 3),
            ("one", 3, None, 2),
            ("uno", 1, "no", 1),
        ):
            at = {"conversation_id": conversation, "created_at": NOW - dt.timedelta(days=days)}
            session.add(AnswerReport(turn=turn, reason="wrong", comment=comment, **at))
    await database.close()


def test_each_report_is_a_case_with_the_question_before_and_what_was_said(
    url: str, tmp_path: Path
) -> None:
    text = cases_of(stored_reports(url, days=90, most=10))
    file = tmp_path / "reported.yml"
    file.write_text(text, encoding="utf-8")
    follow_up, question = read_file(file)
    assert [step.act.text for step in follow_up.steps] == [  # type: ignore[union-attr]
        "my ssn is [SSN], how long have I got",
        "and in Texas: no?",
    ]
    (step,) = question.steps
    assert step.act.text == "my ssn is [SSN], how long have I got"  # type: ignore[union-attr]
    date = f"{NOW - dt.timedelta(days=3):%Y-%m-%d}"
    assert f"  # Reported on {date} as wrong: It says October, and I: May\n" in text
    assert "gone/away" not in text


def test_the_case_fails_until_another_answer_is_given(url: str, tmp_path: Path) -> None:
    file = tmp_path / "reported.yml"
    file.write_text(cases_of(stored_reports(url, days=90, most=10)), encoding="utf-8")
    for case in read_file(file):
        same = ScriptedAssistant(lambda _: seen())
        assert Runner(same).run(case).outcome is Outcome.FAILED
        other = ScriptedAssistant(lambda _: seen(entry_id="how-to-file/deadline"))
        assert Runner(other).run(case).outcome is Outcome.PASSED


def test_only_so_many_and_not_older(url: str) -> None:
    assert [each.language for each in stored_reports(url, days=90, most=1)] == ["es"]
    assert stored_reports(url, days=90, most=1)[0].questions == ["hola"]
    assert len(stored_reports(url, days=2, most=10)) == 1


def test_nothing_reported_is_no_file() -> None:
    assert cases_of([]) == ""
