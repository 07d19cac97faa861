"""Tests of the export of tickets, run as an operator runs it."""

import asyncio
import csv
import io
import json
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from server.__main__ import app
from server.audit.models import AuditRecord
from server.conversations.models import Conversation
from server.database import Database, utc_now
from server.tickets.models import Ticket
from tests.contact_keys import CONTACT_KEY
from tests.server.running import Stage, copied_database

FORMULA = "=HYPERLINK(1) why is my refund late?"


def ticket(reference: str, **columns: Any) -> Ticket:
    values: dict[str, Any] = {
        "reference": reference,
        "idempotency_key": reference,
        "conversation_id": "c-1",
        "status": "new",
        "question": FORMULA,
        "name": "Carla Citizen",
        "contact": "carla@example.org",
        "transcript": [],
        "candidates": [],
        "created_at": utc_now(),
    }
    return Ticket(**{**values, **columns})


@pytest.fixture
def database(tmp_path: Path, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("ASSISTANT_VAR_DIR", str(tmp_path))
    monkeypatch.setenv("ASSISTANT_CONTACT_KEYS", CONTACT_KEY)
    opened = copied_database(tmp_path, stage)
    monkeypatch.setenv("ASSISTANT_DATABASE_URL", opened.url)
    old = utc_now().replace(year=2025)

    async def fill() -> None:
        async with opened.session() as session:
            session.add(
                Conversation(id="c-1", token_hash="0", language="en", created_at=old, last_turn=0)
            )
            await session.flush()
            session.add_all([ticket("T-2222-2222"), ticket("T-3333-3333", created_at=old)])

    run(opened, fill())
    return opened


def run(database: Database, work: Coroutine[Any, Any, Any]) -> Any:
    async def and_close() -> Any:
        try:
            return await work
        finally:
            await database.close()

    return asyncio.run(and_close())


def exported(*words: str) -> str:
    result = CliRunner().invoke(app, ["tickets", "export", *words])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_csv_has_a_row_each_and_no_contacts(database: Database) -> None:
    text = exported()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["reference"] for row in rows] == ["T-3333-3333", "T-2222-2222"]
    assert rows[0]["question"] == f"'{FORMULA}"
    assert rows[0]["staff_replies"] == "0"
    assert "Carla" not in text
    assert "carla@example.org" not in text


def test_since_leaves_older_tickets_out(database: Database) -> None:
    (line,) = exported("--since", "2026-01-01", "--format", "jsonl").splitlines()
    assert json.loads(line)["reference"] == "T-2222-2222"


def test_contacts_come_when_asked_for_and_that_is_remembered(database: Database) -> None:
    first, _ = exported("--with-contacts", "--format", "jsonl").splitlines()
    row = json.loads(first)
    assert (row["name"], row["contact"], row["question"]) == (
        "Carla Citizen",
        "carla@example.org",
        FORMULA,
    )

    async def audited() -> list[tuple[str, dict[str, Any]]]:
        async with database.session() as session:
            return [(row.action, row.detail) for row in await session.scalars(select(AuditRecord))]

    assert run(database, audited()) == [("export_contacts", {"tickets": 2})]


@pytest.mark.parametrize("words", [("--since", "yesterday"), ("--format", "xml")], ids=str)
def test_what_is_not_understood_is_refused(words: tuple[str, ...]) -> None:
    assert CliRunner().invoke(app, ["tickets", "export", *words]).exit_code == 2
