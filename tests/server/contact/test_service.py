"""Tests of contact details at rest: in the file, with wrong keys, through a rotation."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Text, select, type_coerce

from server.contact.keys import ContactKeyFaulty, new_key
from server.contact.service import check_keys, rotate
from server.conversations.models import Conversation
from server.database import Database, migration_config, utc_now
from server.helpdesk.models import Delivery
from server.tickets.models import Ticket
from tests.contact_keys import contact_keys

OLD, NEW = new_key(), new_key()
WHO = ("Anabella Ruizova", "anabella@example.org", "weekdays after four")


async def opened(folder: Path, *keys: str) -> Database:
    database = Database(f"sqlite+aiosqlite:///{folder / 'assistant.db'}", contact_keys(*keys))
    await database.migrate()
    return database


async def add_tickets(database: Database, count: int) -> None:
    name, contact, times = WHO
    async with database.session() as session:
        session.add(
            Conversation(
                id="c-1", token_hash="0", language="en", created_at=utc_now(), last_turn=0,
                contact={"name": name},
            )
        )  # fmt: skip
        await session.flush()
        for number in range(count):
            session.add(
                Ticket(
                    reference=f"T-{number}", idempotency_key=str(number), conversation_id="c-1",
                    status="new", question="Why?", name=name, contact=contact, call_between=times,
                    transcript=[], candidates=[], created_at=utc_now(),
                )
            )  # fmt: skip


async def seen(database: Database) -> set[tuple[str, str, str | None]]:
    async with database.session() as session:
        found = (await session.scalars(select(Ticket))).all()
    return {(ticket.name, ticket.contact, ticket.call_between) for ticket in found}


async def test_the_file_holds_nothing_of_who_asked(tmp_path: Path) -> None:
    database = await opened(tmp_path, OLD)
    await add_tickets(database, 3)
    assert await seen(database) == {WHO}
    await database.close()
    held = await asyncio.to_thread(
        lambda: b"".join(path.read_bytes() for path in tmp_path.iterdir())
    )
    assert b"Why?" in held
    assert not any(text.encode() in held for text in WHO)


async def test_without_keys_nothing_is_stored_in_plain_text(tmp_path: Path) -> None:
    await (await opened(tmp_path, OLD)).close()
    keyless = Database(f"sqlite+aiosqlite:///{tmp_path / 'assistant.db'}")
    with pytest.raises(Exception, match="without contact keys"):
        await add_tickets(keyless, 1)
    await keyless.close()


async def test_wrong_keys_are_told_even_before_there_is_a_ticket(tmp_path: Path) -> None:
    database = await opened(tmp_path, OLD)
    await check_keys(database)
    await check_keys(database)
    await database.close()
    other = await opened(tmp_path, NEW)
    with pytest.raises(ContactKeyFaulty, match="ASSISTANT_CONTACT_KEYS"):
        await check_keys(other)
    await other.close()


async def test_after_a_rotation_the_new_key_alone_opens_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.contact.service.BATCH", 7)
    database = await opened(tmp_path, OLD)
    await check_keys(database)
    await add_tickets(database, 20)
    await database.close()
    both = await opened(tmp_path, NEW, OLD)
    # 20 tickets with three each, the conversation's, and the row that tells the keys apart.
    assert await rotate(both) == 62
    assert await rotate(both) == 0
    await both.close()
    alone = await opened(tmp_path, NEW)
    await check_keys(alone)
    assert await seen(alone) == {WHO}
    await alone.close()


async def test_a_rotation_that_was_stopped_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.contact.service.BATCH", 7)
    await (database := await opened(tmp_path, OLD)).close()
    await add_tickets(database, 20)
    await database.close()
    both = await opened(tmp_path, NEW, OLD)

    def stop(column: str, done: int) -> None:
        if column == "tickets.name":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await rotate(both, stop)
    assert await rotate(both) == 40
    await both.close()


async def test_a_migration_encrypts_what_is_there_and_the_way_back_decrypts(tmp_path: Path) -> None:
    path = tmp_path / "assistant.db"
    config = migration_config(f"sqlite+aiosqlite:///{path}", contact_keys(OLD))
    database = await opened(tmp_path, OLD)
    await add_tickets(database, 2)
    async with database.session() as session:
        session.add(
            Delivery(
                notice_id="n", helpdesk="local", event="ticket.opened", subject="T-0",
                payload={"status": "new"}, contact={"name": WHO[0]}, state="pending",
                attempts=0, next_at=utc_now(), created_at=utc_now(),
            )
        )  # fmt: skip
    await database.close()

    def plain() -> tuple[list[tuple[str, ...]], str]:
        connection = sqlite3.connect(path)
        tickets = connection.execute("SELECT name, contact, call_between FROM tickets").fetchall()
        payload = connection.execute("SELECT payload FROM deliveries").fetchone()[0]
        connection.close()
        return tickets, payload

    await asyncio.to_thread(command.downgrade, config, "0003")
    assert plain() == ([WHO, WHO], '{"status": "new", "name": "Anabella Ruizova"}')
    await asyncio.to_thread(command.upgrade, config, "head")
    tickets, payload = plain()
    assert not set(WHO) & {text for row in tickets for text in row}
    assert payload == '{"status": "new"}'
    again = await opened(tmp_path, OLD)
    assert await seen(again) == {WHO}
    async with again.session() as session:
        stored = select(type_coerce(Delivery.contact, Text))
        assert WHO[0] not in str(await session.scalar(stored))
        assert (await session.scalars(select(Delivery.contact))).one() == {"name": WHO[0]}
    await again.close()
