"""Tests of tickets: opened once, read with the secret."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from actions.ports import TicketRequest, TicketsUnavailable
from server.conversations.models import Conversation
from server.database import Database, utc_now
from server.errors import NotFound, Unauthorized
from server.tickets.models import Ticket
from server.tickets.service import TicketDesk

REQUEST = TicketRequest(
    conversation_id="c-1",
    idempotency_key="form run 1",
    question="Why is my refund late?",
    name="Ana Ruiz",
    contact="ana@example.org",
)
TRANSCRIPT = [{"turn": 1, "author": "citizen", "type": "text", "text": "refund late"}]
CANDIDATES = [{"turn": 1, "candidates": [["refunds/where", 0.4]]}]


async def record_of(_: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    return TRANSCRIPT, CANDIDATES


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/assistant.db")
    await database.migrate()
    async with database.session() as session:
        for number in (1, 2):
            session.add(
                Conversation(
                    id=f"c-{number}",
                    token_hash="0" * 64,
                    language="en",
                    created_at=utc_now(),
                    last_turn=0,
                )
            )
    yield database
    await database.close()


@pytest.fixture
def desk(database: Database) -> TicketDesk:
    return TicketDesk(database, b"key", record_of)


async def stored(database: Database) -> list[Ticket]:
    async with database.session() as session:
        return list((await session.scalars(select(Ticket))).all())


async def test_a_ticket_holds_the_question_the_chat_and_what_was_considered(
    database: Database, desk: TicketDesk
) -> None:
    state = await desk.open(REQUEST)
    (ticket,) = await stored(database)
    assert (ticket.reference, ticket.status) == (state.reference, "new")
    assert (ticket.question, ticket.name) == (REQUEST.question, REQUEST.name)
    assert ticket.contact == REQUEST.contact
    assert (ticket.transcript, ticket.candidates) == (TRANSCRIPT, CANDIDATES)


async def test_a_repeated_call_finds_the_first_ticket(database: Database, desk: TicketDesk) -> None:
    assert await desk.open(REQUEST) == await desk.open(REQUEST)
    assert len(await stored(database)) == 1


async def test_twenty_calls_at_once_open_one_ticket(database: Database, desk: TicketDesk) -> None:
    states = await asyncio.gather(*(desk.open(REQUEST) for _ in range(20)))
    assert len({state.reference for state in states}) == 1
    assert len(await stored(database)) == 1


async def test_another_form_opens_another_ticket(desk: TicketDesk) -> None:
    first = await desk.open(REQUEST)
    second = await desk.open(replace(REQUEST, idempotency_key="form run 2"))
    assert first.reference != second.reference
    listed = [state.reference for state in await desk.of_conversation("c-1")]
    assert listed == [first.reference, second.reference]
    assert await desk.of_conversation("c-2") == []


async def test_a_ticket_outlives_the_process(database: Database, desk: TicketDesk) -> None:
    state = await desk.open(REQUEST)
    reopened = Database(database.url)
    again = TicketDesk(reopened, b"key", record_of)
    secret = desk.url_of(state.reference).partition("#")[2]
    assert (await again.read(state.reference, secret))["status"] == "new"
    await reopened.close()


async def test_a_store_that_fails_promises_nothing(database: Database) -> None:
    desk = TicketDesk(database, b"key", record_of)
    unknown = replace(REQUEST, conversation_id="no such conversation")
    with pytest.raises(TicketsUnavailable):
        await desk.open(unknown)
    assert await stored(database) == []


async def test_its_citizen_sees_the_question_but_not_what_staff_see(desk: TicketDesk) -> None:
    state = await desk.open(REQUEST)
    path, _, secret = desk.url_of(state.reference).partition("#")
    assert path == f"/tickets/{state.reference}"
    shown = await desk.read(state.reference, secret)
    assert set(shown) == {"reference", "status", "created_at", "thread"}
    assert [(m["author"], m["text"]) for m in shown["thread"]] == [("citizen", REQUEST.question)]


async def test_without_the_secret_nothing_is_shown(desk: TicketDesk) -> None:
    state = await desk.open(REQUEST)
    other = await desk.open(replace(REQUEST, idempotency_key="form run 2"))
    other_secret = desk.url_of(other.reference).partition("#")[2]
    with pytest.raises(Unauthorized):
        await desk.read(state.reference, None)
    for secret in ("", "wrong", other_secret):
        with pytest.raises(NotFound):
            await desk.read(state.reference, secret)
    with pytest.raises(NotFound):
        await desk.read("T-2222-2222", desk.url_of("T-2222-2222").partition("#")[2])
