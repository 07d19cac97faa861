"""Tests of delivering: back-off, giving up, two servers at once, a server that ends midway."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from server.database import Database, utc_now
from server.helpdesk.models import Delivery
from server.helpdesk.ports import EVENTS, DeliveryFailed, Event, Notice
from server.helpdesk.service import Outbox
from server.helpdesk.worker import (
    ALL_KEPT,
    DELAYS,
    DELIVERED_KEPT,
    LEASE,
    STRETCH,
    TIDY_EVERY,
    DeliveryWorker,
    any_stretch,
)
from tests.server.running import Stage, copied_database

REFERENCE = "T-7F3K-92QD"


class Clock:
    def __init__(self) -> None:
        self.now = utc_now() + dt.timedelta(seconds=1)

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_(self, time: dt.timedelta) -> None:
        self.now += time


class ScriptedDesk:
    """Raises what its script says, one a delivery; then takes all."""

    name = "scripted"
    events: frozenset[Event] = EVENTS

    def __init__(self, *script: Exception) -> None:
        self.script = list(script)
        self.tried: list[Notice] = []
        self.taken: list[str] = []
        self.during: Callable[[], None] = lambda: None

    async def deliver(self, notice: Notice) -> None:
        self.tried.append(notice)
        await asyncio.sleep(0)
        self.during()
        if self.script:
            raise self.script.pop(0)
        self.taken.append(notice.id)


def later() -> DeliveryFailed:
    return DeliveryFailed("Away.", is_final=False)


@pytest.fixture
async def database(tmp_path: Path, stage: Stage) -> AsyncIterator[Database]:
    opened = copied_database(tmp_path, stage)
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def worker(database: Database, desk: ScriptedDesk, clock: Clock) -> DeliveryWorker:
    return DeliveryWorker(database, desk, asyncio.Event(), clock, lambda: 1.0)


async def tell(database: Database, desk: ScriptedDesk, count: int = 1) -> None:
    async with database.session() as session:
        for _ in range(count):
            Outbox([desk]).tell(session, "ticket.opened", REFERENCE, status="new")


async def kept(database: Database) -> Sequence[Delivery]:
    async with database.session() as session:
        return (await session.scalars(select(Delivery).order_by(Delivery.id))).all()


async def test_a_notice_is_delivered_once_and_marked(database: Database, clock: Clock) -> None:
    desk = ScriptedDesk()
    await tell(database, desk)
    for _ in range(2):
        await worker(database, desk, clock).work_off()
    (delivery,) = await kept(database)
    assert desk.taken == [delivery.notice_id]
    assert (delivery.state, delivery.attempts, delivery.delivered_at) == ("delivered", 1, clock.now)
    (notice,) = desk.tried
    assert (notice.event, notice.subject, notice.payload) == (
        "ticket.opened",
        REFERENCE,
        {"status": "new"},
    )
    assert notice.occurred_at == delivery.created_at


async def test_the_waits_grow_and_after_the_last_attempt_it_is_dead(
    database: Database, clock: Clock
) -> None:
    desk = ScriptedDesk(*(later() for _ in range(20)))
    await tell(database, desk)
    waited = []
    for delay in DELAYS:
        await worker(database, desk, clock).work_off()
        (delivery,) = await kept(database)
        assert (delivery.state, delivery.problem) == ("pending", "Away.")
        waited.append(delivery.next_at - clock.now)
        clock.pass_(delay - dt.timedelta(seconds=1))
        tried = len(desk.tried)
        await worker(database, desk, clock).work_off()
        assert len(desk.tried) == tried
        clock.pass_(dt.timedelta(seconds=1))
    await worker(database, desk, clock).work_off()
    (delivery,) = await kept(database)
    assert waited == list(DELAYS)
    assert (delivery.state, delivery.attempts) == ("dead", len(DELAYS) + 1)
    clock.pass_(dt.timedelta(days=2))
    await worker(database, desk, clock).work_off()
    assert len(desk.tried) == len(DELAYS) + 1
    assert len({notice.id for notice in desk.tried}) == 1


def test_waits_are_stretched_a_little_and_not_alike() -> None:
    drawn = [any_stretch() for _ in range(50)]
    assert all(1 <= each <= 1 + STRETCH for each in drawn)
    assert len(set(drawn)) > 1


async def test_a_final_failure_is_dead_at_once(database: Database, clock: Clock) -> None:
    desk = ScriptedDesk(DeliveryFailed("Refused.", is_final=True))
    await tell(database, desk)
    await worker(database, desk, clock).work_off()
    (delivery,) = await kept(database)
    assert (delivery.state, delivery.attempts, delivery.problem) == ("dead", 1, "Refused.")


async def test_an_unexpected_error_is_tried_again_and_says_no_more_than_its_kind(
    database: Database, clock: Clock
) -> None:
    desk = ScriptedDesk(KeyError("jo@example.org"))
    await tell(database, desk)
    await worker(database, desk, clock).work_off()
    (delivery,) = await kept(database)
    assert (delivery.state, delivery.problem) == ("pending", "Unexpected: KeyError.")


async def test_one_that_fails_keeps_no_other_waiting(database: Database, clock: Clock) -> None:
    desk = ScriptedDesk(later())
    await tell(database, desk, 3)
    await worker(database, desk, clock).work_off()
    assert [row.state for row in await kept(database)] == ["pending", "delivered", "delivered"]


async def test_two_servers_do_not_deliver_the_same_twice(database: Database, clock: Clock) -> None:
    desk = ScriptedDesk()
    await tell(database, desk, 20)
    workers = [worker(database, desk, clock) for _ in range(3)]
    await asyncio.gather(*(each.work_off() for each in workers))
    assert len(desk.taken) == len(set(desk.taken)) == 20


async def test_a_server_that_ends_midway_leaves_it_to_be_repeated_with_the_same_id(
    database: Database, clock: Clock
) -> None:
    desk = ScriptedDesk()
    await tell(database, desk)

    def end() -> None:
        desk.taken.append(desk.tried[-1].id)
        raise asyncio.CancelledError

    desk.during = end
    with pytest.raises(asyncio.CancelledError):
        await worker(database, desk, clock).work_off()
    desk.during = lambda: None
    await worker(database, desk, clock).work_off()
    assert len(desk.tried) == 1
    clock.pass_(LEASE)
    await worker(database, desk, clock).work_off()
    (delivery,) = await kept(database)
    assert desk.taken == [delivery.notice_id] * 2
    assert (delivery.state, delivery.attempts) == ("delivered", 2)


async def test_an_attempt_that_ends_after_another_began_does_not_undo_it(
    database: Database, clock: Clock
) -> None:
    desk = ScriptedDesk()
    slow = ScriptedDesk(DeliveryFailed("Refused.", is_final=True))
    await tell(database, desk)
    began, ended = asyncio.Event(), asyncio.Event()

    async def stuck(notice: Notice) -> None:
        began.set()
        await ended.wait()
        raise slow.script.pop()

    slow.deliver = stuck  # type: ignore[method-assign]
    first = asyncio.create_task(worker(database, slow, clock).work_off())
    await began.wait()
    clock.pass_(LEASE)
    await worker(database, desk, clock).work_off()
    ended.set()
    await first
    (delivery,) = await kept(database)
    assert (delivery.state, delivery.problem) == ("delivered", None)


async def test_it_runs_when_told_and_again_when_a_wait_is_over(database: Database) -> None:
    desk = ScriptedDesk(later())
    outbox = Outbox([desk])
    second = asyncio.Event()
    desk.during = lambda: second.set() if len(desk.tried) == 2 else None
    running = DeliveryWorker(database, desk, outbox.woken(), stretch=lambda: 0.0)
    task = asyncio.create_task(running.run())
    async with database.session() as session:
        outbox.tell(session, "ticket.opened", REFERENCE)
    async with asyncio.timeout(10):
        await second.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert len({notice.id for notice in desk.tried}) == 1


async def test_when_the_database_is_back_it_goes_on(database: Database, clock: Clock) -> None:
    desk, woken = ScriptedDesk(), asyncio.Event()
    await tell(database, desk)
    failed, taken = asyncio.Event(), asyncio.Event()
    desk.during = taken.set

    def now() -> dt.datetime:
        if not failed.is_set():
            failed.set()
            raise OperationalError("SELECT", {}, OSError("disk full"))
        return clock.now

    task = asyncio.create_task(DeliveryWorker(database, desk, woken, now).run())
    async with asyncio.timeout(10):
        await failed.wait()
        await asyncio.sleep(0)
        assert desk.tried == []
        woken.set()
        await taken.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def attempts_counted(outcome: str) -> float:
    labels = {"helpdesk": "scripted", "outcome": outcome}
    return REGISTRY.get_sample_value("assistant_helpdesk_deliveries_total", labels) or 0


@pytest.mark.parametrize(
    ("script", "outcome"),
    [
        ([], "delivered"),
        ([later()], "failed"),
        ([DeliveryFailed("Refused.", is_final=True)], "dead"),
    ],
    ids=["delivered", "failed", "dead"],
)
async def test_attempts_are_counted_by_their_outcome(
    database: Database, clock: Clock, script: list[Exception], outcome: str
) -> None:
    desk = ScriptedDesk(*script)
    await tell(database, desk)
    before = attempts_counted(outcome)
    await worker(database, desk, clock).work_off()
    assert attempts_counted(outcome) == before + 1


async def test_old_deliveries_are_forgotten(database: Database, clock: Clock) -> None:
    desk = ScriptedDesk(DeliveryFailed("Refused.", is_final=True))
    await tell(database, desk, 2)
    working = worker(database, desk, clock)
    await working.work_off()
    await working.tidy()
    assert [row.state for row in await kept(database)] == ["dead", "delivered"]
    clock.pass_(DELIVERED_KEPT)
    await working.tidy()
    assert [row.state for row in await kept(database)] == ["dead"]
    clock.pass_(ALL_KEPT - DELIVERED_KEPT + TIDY_EVERY)
    await working.tidy()
    assert await kept(database) == []
