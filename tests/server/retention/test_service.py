"""Tests of retention: what goes when, what stays, with several servers, and in Rasa's table."""

import asyncio
import datetime as dt
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from server.conversations.models import Conversation, Message, Takeover, Turn
from server.database import Base, Database, utc_now
from server.feedback.models import Feedback
from server.helpdesk.models import Delivery
from server.retention.service import Deleted, Periods, Retention
from server.retention.trackers import Trackers
from server.staff.models import StaffAccount
from server.survey.models import SurveyAnswer
from server.tickets.models import Ticket, TicketEvent, TicketPost
from tests.server.running import Stage, copied_database

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
PERIODS = Periods(conversations=180, tickets=730, audit=2190)


@pytest.fixture
async def database(tmp_path: Path, stage: Stage) -> AsyncIterator[Database]:
    opened = copied_database(tmp_path, stage)
    async with opened.session() as session:
        session.add(
            StaffAccount(
                id=1, login="ana", name="Ana", role="agent", failures=0, is_disabled=False,
                takes_chats=False, created_at=NOW,
            )
        )  # fmt: skip
    yield opened
    await opened.close()


def tracker_file(folder: Path, *conversations: str) -> Trackers:
    with sqlite3.connect(folder / "tracker.db") as connection:
        connection.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id, data)")
        for each in conversations:
            connection.execute("INSERT INTO events (sender_id, data) VALUES (?, '{}')", (each,))
    connection.close()
    return trackers_of(folder)


def trackers_of(folder: Path) -> Trackers:
    return Trackers(f"sqlite+aiosqlite:///{folder / 'tracker.db'}")


async def chat(database: Database, id_: str, days: int, **columns: Any) -> None:
    """A conversation with a row of everything, whose last word is so many days old."""
    at = NOW - dt.timedelta(days=days)
    async with database.session() as session:
        session.add(
            Conversation(
                id=id_, token_hash="0", language="en", last_turn=1,
                created_at=at - dt.timedelta(days=30), **columns,
            )
        )  # fmt: skip
        await session.flush()
        session.add(
            Turn(
                conversation_id=id_, number=1, created_at=at, status="answered", degraded=False,
                notices=[], candidates=[],
            )
        )  # fmt: skip
        session.add(
            Message(
                conversation_id=id_, turn=1, author="citizen", type="text",
                body={"text": "What I typed"}, created_at=at,
            )
        )  # fmt: skip
        await session.flush()
        session.add(
            Feedback(
                conversation_id=id_, turn=1, helpful=True, comment="What I said", created_at=at
            )
        )
        session.add(Takeover(conversation_id=id_, account_id=1, joined_at=at, left_at=at))
        session.add(
            SurveyAnswer(
                external_id=f"e-{id_[::-1]}", subject=f"conversation/{id_}", trusts=True,
                offered=["speed"], chosen=["speed"], comment="What I think", created_at=at,
            )
        )  # fmt: skip


async def ticket(database: Database, id_: str, status: str, days: int) -> None:
    """One of the conversation's, with a row of everything, closed so many days ago."""
    at = NOW - dt.timedelta(days=days)
    async with database.session() as session:
        found = Ticket(
            reference=f"T-{id_}", idempotency_key=id_, conversation_id=id_, status=status,
            question="Why?", name="Carla", contact="carla@example.org", transcript=[],
            candidates=[], created_at=at, updated_at=at,
            closed_at=at if status == "closed" else None,
        )  # fmt: skip
        session.add(found)
        await session.flush()
        session.add(
            TicketPost(
                ticket_id=found.id, author="citizen", audience="everyone", text="x", created_at=at
            )
        )
        session.add(
            TicketEvent(
                ticket_id=found.id, at=at, actor="citizen", action="open", after="new", detail={}
            )
        )
        session.add(
            Delivery(
                notice_id=id_, helpdesk="local", event="ticket.opened", subject=found.reference,
                payload={}, state="delivered", attempts=1, next_at=at, created_at=at,
            )
        )  # fmt: skip


async def count(database: Database, model: type[Base]) -> int:
    async with database.session() as session:
        return await session.scalar(select(func.count()).select_from(model)) or 0


async def ids(database: Database) -> list[str]:
    async with database.session() as session:
        return list(
            (await session.scalars(select(Conversation.id).order_by(Conversation.id))).all()
        )


async def test_a_conversation_goes_with_all_that_hangs_on_it(
    database: Database, tmp_path: Path
) -> None:
    await chat(database, "old", 181)
    await chat(database, "young", 179)
    trackers = tracker_file(tmp_path, "old", "old", "young")
    retention = Retention(database, trackers, PERIODS)
    assert await retention.due(NOW) == Deleted(1, 0, 0)
    assert await ids(database) == ["old", "young"]
    assert await retention.sweep(NOW) == Deleted(1, 0, 0)
    assert await ids(database) == ["young"]
    for model in (Turn, Message, Feedback, Takeover):
        assert await count(database, model) == 1, model
    assert (await trackers.events("old"), len(await trackers.events("young"))) == ([], 1)
    assert await retention.sweep(NOW) == Deleted(0, 0, 0)


async def test_an_answer_to_the_survey_counts_on_without_its_words(
    database: Database, tmp_path: Path
) -> None:
    await chat(database, "old", 181)
    await Retention(database, trackers_of(tmp_path), PERIODS).sweep(NOW)
    async with database.session() as session:
        answer = (await session.scalars(select(SurveyAnswer))).one()
    assert (answer.trusts, answer.chosen, answer.comment) == (True, ["speed"], None)
    assert answer.subject == "conversation/gone-e-dlo"


@pytest.mark.parametrize(
    ("status", "days", "is_kept"),
    [("closed", 731, False), ("closed", 729, True), ("answered", 3000, True), ("new", 3000, True)],
)
async def test_a_closed_ticket_goes_after_its_period_and_others_stay(
    database: Database, tmp_path: Path, status: str, days: int, is_kept: bool
) -> None:
    await chat(database, "c", 3000)
    await ticket(database, "c", status, days)
    done = await Retention(database, trackers_of(tmp_path), PERIODS).sweep(NOW)
    assert done == (Deleted(0, 0, 0) if is_kept else Deleted(1, 1, 0))
    for model in (Ticket, TicketPost, TicketEvent, Delivery, Conversation):
        assert await count(database, model) == int(is_kept), model


async def test_a_chat_that_a_person_is_in_stays(database: Database, tmp_path: Path) -> None:
    await chat(database, "c", 3000, owner_id=1)
    await Retention(database, trackers_of(tmp_path), PERIODS).sweep(NOW)
    assert await ids(database) == ["c"]


async def test_two_servers_at_once_do_it_once(database: Database, tmp_path: Path) -> None:
    for number in range(20):
        await chat(database, f"c-{number}", 200)
    tasks = [Retention(database, trackers_of(tmp_path), PERIODS) for _ in range(2)]
    done = await asyncio.gather(*(task.sweep(NOW) for task in tasks))
    assert sum(each.conversations for each in done) == 20
    assert await ids(database) == []


async def test_the_audit_log_goes_last_and_tells_of_it_in_numbers(
    database: Database, tmp_path: Path
) -> None:
    await chat(database, "c", 200)
    retention = Retention(database, trackers_of(tmp_path), PERIODS)
    await retention.sweep(NOW)
    later = utc_now() + dt.timedelta(days=2191)
    assert await retention.due(later) == Deleted(0, 0, 1)
    assert await retention.sweep(later) == Deleted(0, 0, 1)
