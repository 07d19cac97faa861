"""Tests of giving out and erasing one person's data: all of it, and nobody else's."""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from server.conversations.models import Conversation, Message, Turn
from server.database import Database, utc_now
from server.errors import NotFound
from server.feedback.models import Feedback
from server.person.service import PersonData
from server.retention.trackers import Trackers
from server.survey.models import SurveyAnswer
from tests.server.running import Stage
from tests.server.tickets.conftest import Desk, desk

__all__ = ["desk"]

MARK = "Zyzzogeton"


@pytest.fixture
def stage(sqlite_stage: Stage) -> Stage:
    """SQLite alone: what is looked into is its file."""
    return sqlite_stage


@pytest.fixture
def drafts(tmp_path: Path) -> Path:
    folder = tmp_path / "drafts"
    folder.mkdir()
    (folder / "other.md").write_text("---\n# Begun from ticket T-2222-2222. Delete\n---\n")
    return folder


def tracker(folder: Path, *conversations: str) -> Trackers:
    with closing(sqlite3.connect(folder / "tracker.db")) as connection, connection:
        connection.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id, data)")
        for each in conversations:
            data = json.dumps({"event": "user", "text": f"{MARK} of {each}"})
            connection.execute("INSERT INTO events (sender_id, data) VALUES (?, ?)", (each, data))
    return Trackers(f"sqlite+aiosqlite:///{folder / 'tracker.db'}")


def values(path: Path) -> Iterator[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in names:
            for row in connection.execute(f"SELECT * FROM {table}").fetchall():  # noqa: S608
                yield table, str(row)


async def test_everything_is_given_out_and_then_nothing_is_left(
    tmp_path: Path, drafts: Path, desk: Desk
) -> None:
    database = desk.database
    mine = await desk.ticket(question=f"{MARK} asks", name=MARK, contact=f"{MARK}@example.org")
    await desk.work.reply(mine, desk.ana, f"Dear {MARK}", needs_answer=True)
    await desk.work.note(mine, desk.ana, f"{MARK} is known")
    (drafts / "mine.md").write_text(f"---\n# Begun from ticket {mine}. Delete\n---\n{MARK}\n")
    card = await desk.work.card(mine)
    await _chat_rows(database, card.conversation_id)
    trackers = tracker(tmp_path, card.conversation_id, "somebody else")
    person = PersonData(database, trackers, drafts)

    found = await person.export(mine)
    assert found["tickets"][0]["contact"] == f"{MARK}@example.org"
    assert {"Dear Zyzzogeton", "Zyzzogeton is known"} == {p["text"] for p in found["ticket_posts"]}
    assert found["rasa_events"] == [{"event": "user", "text": f"{MARK} of {card.conversation_id}"}]
    assert found["draft_files"][0]["name"] == "mine.md"
    empty = {"takeovers", "answer_reports"}
    assert {name for name, rows in found.items() if not rows} == empty
    assert "token_hash" not in found["conversations"][0]

    await person.erase(mine)
    assert [table for table, row in values(tmp_path / "assistant.db") if MARK in row] == []
    assert os.listdir(drafts) == ["other.md"]
    rows = [row for table, row in values(tmp_path / "tracker.db") if table == "events"]
    assert len(rows) == 1
    assert "somebody else" in rows[0]
    with pytest.raises(NotFound):
        await person.export(mine)
    audit = [row for table, row in values(tmp_path / "assistant.db") if table == "audit_records"]
    assert any("erase_person" in row and mine in row for row in audit)


async def test_nobody_elses_data_goes(tmp_path: Path, drafts: Path, desk: Desk) -> None:
    database = desk.database
    mine = await desk.ticket(conversation_id="c-1")
    also_mine = await desk.ticket(conversation_id="c-1")
    other = await desk.ticket(conversation_id="c-2")
    done = await PersonData(database, tracker(tmp_path), drafts).erase(mine)
    assert done["tickets"] == 2
    with pytest.raises(NotFound):
        await desk.work.card(also_mine)
    assert (await desk.work.card(other)).reference == other


async def _chat_rows(database: Database, conversation_id: str) -> None:
    now = utc_now()
    async with database.session() as session:
        conversation = await session.get_one(Conversation, conversation_id)
        conversation.context = {"question": f"{MARK}?"}
        conversation.draft = {"draft": {"ticket_question": MARK}}
        session.add(
            Turn(
                conversation_id=conversation_id, number=1, created_at=now, status="answered",
                degraded=False, notices=[], candidates=[],
            )
        )  # fmt: skip
        await session.flush()
        session.add(
            Message(
                conversation_id=conversation_id, turn=1, author="citizen", type="text",
                body={"text": MARK}, created_at=now,
            )
        )  # fmt: skip
        session.add(
            Feedback(
                conversation_id=conversation_id, turn=1, helpful=False, comment=MARK, created_at=now
            )
        )
        session.add(
            SurveyAnswer(
                external_id="e", subject=f"conversation/{conversation_id}", trusts=False,
                offered=[], chosen=[], comment=MARK, created_at=now,
            )
        )  # fmt: skip
