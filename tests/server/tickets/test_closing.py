"""Tests of closing tickets that wait for nobody any more."""

import asyncio
import datetime as dt
from pathlib import Path

import pytest

from server.database import utc_now
from server.tickets.closing import IdleTickets
from server.tickets.life import STATUSES
from tests.server.running import Stage, running
from tests.server.tickets.conftest import Desk

DAY = dt.timedelta(days=1)


@pytest.fixture
def idle(desk: Desk) -> IdleTickets:
    return IdleTickets(desk.database, desk.changes, 14)


async def test_only_what_waits_for_its_citizen_is_closed(desk: Desk, idle: IdleTickets) -> None:
    long_ago = utc_now() - 15 * DAY
    old = {status: await desk.ticket(status, created_at=long_ago) for status in STATUSES}
    fresh = await desk.ticket("waiting", created_at=utc_now() - 13 * DAY)
    assert await idle.close() == 2
    for status, reference in old.items():
        expected = "closed" if status in ("waiting", "answered") else status
        assert (await desk.work.card(reference)).status == expected
    assert (await desk.work.card(fresh)).status == "waiting"
    assert await idle.close() == 0


async def test_the_system_is_named_and_its_citizen_can_reopen(
    desk: Desk, idle: IdleTickets
) -> None:
    reference = await desk.ticket("waiting", created_at=utc_now() - 15 * DAY)
    await idle.close()
    (event,) = (await desk.work.card(reference)).history
    assert (event.actor, event.action, event.detail) == ("system", "close", {"after_days": 14})
    assert await desk.audited(reference) == [("system", "ticket_close")]
    assert (await desk.says(reference, "Still open for me."))["status"] == "reopened"


async def test_the_days_count_from_the_last_word_and_a_note_is_none(
    desk: Desk, idle: IdleTickets
) -> None:
    reference = await desk.ticket(created_at=utc_now() - 30 * DAY)
    await desk.work.reply(reference, desk.ana, "Which year?", needs_answer=True)
    await desk.work.note(reference, desk.ana, "Called, no reply.")
    now = utc_now()
    assert await idle.close(now + 13 * DAY) == 0
    assert await idle.close(now + 15 * DAY) == 1


async def test_a_server_closes_them_by_itself(tmp_path: Path, stage: Stage, desk: Desk) -> None:
    reference = await desk.ticket("answered", created_at=utc_now() - 15 * DAY)
    await desk.database.close()
    async with running(tmp_path, stage.on(desk.database.url)) as server:
        for _ in range(200):
            card = await server.parts.work.card(reference)
            if card.status == "closed":
                break
            await asyncio.sleep(0.05)
    assert card.history[-1].actor == "system"
