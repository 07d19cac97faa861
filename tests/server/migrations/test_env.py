"""Tests of the migrations with data in every table, step by step down and up again."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from server.contact import encrypted
from server.database import migration_config
from tests.contact_keys import contact_keys
from tests.server.every_table import KNOWN, ROWS, Snapshot, fill, snapshot

# Newest first; the last one has the first tables.
STEPS = ("0004", "0003", "0002", "0001")
# Older versions know neither these kinds of messages nor where a shared contact is kept now.
TOLD_APART = {("messages", "type"), ("deliveries", "payload"), ("deliveries", "contact")}
Result = TypeVar("Result")


async def read(url: str, work: Callable[[sa.Connection], Result]) -> Result:
    engine = create_async_engine(url, poolclass=NullPool)
    encrypted.install(engine.sync_engine, contact_keys())
    async with engine.begin() as connection:
        result = await connection.run_sync(work)
    await engine.dispose()
    return result


def at(url: str, step: str) -> Snapshot:
    return asyncio.run(read(url, lambda c: snapshot(c, is_head=step == STEPS[0])))


def shared(before: Snapshot, after: Snapshot) -> tuple[Any, Any]:
    """What both have of the tables, columns and rows: it must be the same."""
    columns = {
        (table, column)
        for table in before.keys() & after.keys()
        if before[table] and after[table]
        for column in before[table][0].keys() & after[table][0].keys()
    }

    def picked(of: Snapshot) -> dict[tuple[str, str], list[Any]]:
        return {
            (table, column): [row[column] for row in of[table]]
            for table, column in columns - TOLD_APART
        }

    return picked(before), picked(after)


def go_down_and_up(url: str) -> None:
    config = migration_config(url, contact_keys())
    command.upgrade(config, "head")
    asyncio.run(read(url, fill))
    preview = sa.text("UPDATE messages SET type = 'ticket_preview' WHERE id = 3")
    asyncio.run(read(url, lambda connection: connection.execute(preview)))
    first = at(url, STEPS[0])
    assert {name: len(rows) for name, rows in first.items()} == dict.fromkeys(KNOWN, ROWS)
    before = first
    for step in STEPS[1:]:
        command.downgrade(config, step)
        after = at(url, step)
        kept = before.keys() & after.keys()
        assert {name: len(after[name]) for name in kept} == dict.fromkeys(kept, ROWS), step
        assert len({"conversations", "messages", "tickets", "turns", "feedback"} & kept) == 5
        same, found = shared(before, after)
        assert found == same, step
        if step == "0003":
            assert '"name": "Ana 1"' in after["deliveries"][0]["payload"]
        before = after
    assert [row["type"] for row in before["messages"]] == ["type1", "type2", "text"]
    command.upgrade(config, "head")
    last = at(url, STEPS[0])
    same, found = shared(before, last)
    assert found == same
    assert [row["contact"] for row in last["tickets"]] == [r["contact"] for r in first["tickets"]]


def test_on_sqlite_nothing_is_lost_but_what_older_versions_have_no_place_for(
    tmp_path: Path,
) -> None:
    go_down_and_up(f"sqlite+aiosqlite:///{tmp_path / 'assistant.db'}")


@pytest.mark.services
def test_on_postgresql_nothing_is_lost_but_what_older_versions_have_no_place_for(
    postgres_url: str,
) -> None:
    go_down_and_up(postgres_url)
