"""Owns delivering: takes what is due from the outbox, tries again with back-off, gives up."""

import asyncio
import datetime as dt
import random
from collections.abc import Callable
from typing import cast

import structlog

from server.clock import ClockWatch
from server.database import Database, utc_now
from server.health.metrics import HELPDESK_DELIVERIES
from server.helpdesk import repository
from server.helpdesk.models import Delivery
from server.helpdesk.ports import DeliveryFailed, Event, HelpDesk, Notice
from server.logs import fault_of

# Waits after the first, second … failed attempt; after the one that follows the last it is dead.
DELAYS = (
    dt.timedelta(seconds=10),
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=2),
    dt.timedelta(hours=6),
    dt.timedelta(hours=24),
)
# Up to this much is added to a wait, so that what failed together is not tried together.
STRETCH = 0.2
LONGEST_DELIVERY_SECONDS = 30.0
# A server that ends in the middle of an attempt leaves it to whoever looks after this time.
LEASE = dt.timedelta(minutes=2)
# Only for what another server left: this one's own notices wake it.
LOOK_SECONDS = 60.0
DELIVERED_KEPT = dt.timedelta(days=30)
ALL_KEPT = dt.timedelta(days=90)
TIDY_EVERY = dt.timedelta(hours=6)

log = structlog.get_logger()


def any_stretch() -> float:
    return 1 + STRETCH * random.SystemRandom().random()


class DeliveryWorker:
    """Delivers the notices of one help desk, each at least once, one after the other."""

    def __init__(
        self,
        database: Database,
        helpdesk: HelpDesk,
        woken: asyncio.Event,
        clock: Callable[[], dt.datetime] = utc_now,
        stretch: Callable[[], float] = any_stretch,
        watch: ClockWatch | None = None,
    ) -> None:
        self._database = database
        self._helpdesk = helpdesk
        self._woken = woken
        self._clock = clock
        self._stretch = stretch
        self._watch = watch or ClockWatch()
        self._tidied: dt.datetime | None = None

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._woken.clear()
            seconds = await self._work_and_look_ahead()
            try:
                async with asyncio.timeout(seconds):
                    await self._woken.wait()
            except TimeoutError:
                continue

    async def _work_and_look_ahead(self) -> float:
        """Delivers what is due; the seconds until it is worth looking again."""
        try:
            await self.work_off()
            await self.tidy()
            async with self._database.session() as session:
                moment = await repository.next_moment(session, self._helpdesk.name)
        except Exception as error:  # edge: what is left is there when the database is back
            log.error("delivering_failed", **fault_of(error), exc_info=False)
            return LOOK_SECONDS
        if moment is None:
            return LOOK_SECONDS
        return min(LOOK_SECONDS, max(0.0, (moment - self._clock()).total_seconds()))

    async def work_off(self) -> None:
        """Delivers until nothing is due."""
        if self._watch.seconds_set() < 0:
            # What was due in a minute would wait for as long as the clock was set back by.
            self._tidied = None
            async with self._database.session() as session:
                await repository.bring_forward(session, self._clock())
        while True:
            async with self._database.session() as session:
                due = await repository.first_due(session, self._helpdesk.name, self._clock())
            if due is None:
                return
            async with self._database.session() as session:
                claimed = await repository.claim(session, due, self._clock() + LEASE)
            if claimed:
                await self._attempt(due, due.attempts + 1)

    async def _attempt(self, delivery: Delivery, attempts: int) -> None:
        failure = await self._failure(delivery)
        outcome = "delivered"
        async with self._database.session() as session:
            if failure is None:
                await repository.mark_delivered(session, delivery.id, self._clock())
            else:
                next_at = None if failure.is_final else self._next_at(attempts)
                outcome = "dead" if next_at is None else "failed"
                await repository.mark_failed(
                    session, delivery.id, attempts, failure.problem, next_at
                )
        HELPDESK_DELIVERIES.labels(self._helpdesk.name, outcome).inc()
        if failure is not None:
            log.warning(
                "notice_not_delivered",
                helpdesk=self._helpdesk.name,
                notice=delivery.notice_id,
                attempts=attempts,
                problem=failure.problem,
                outcome=outcome,
            )

    async def _failure(self, delivery: Delivery) -> DeliveryFailed | None:
        """Delivers outside any transaction; None when the help desk has it."""
        try:
            async with asyncio.timeout(LONGEST_DELIVERY_SECONDS):
                await self._helpdesk.deliver(notice_of(delivery))
        except DeliveryFailed as failure:
            return failure
        except TimeoutError:
            return DeliveryFailed("No end of the delivery in time.", is_final=False)
        except Exception as error:  # edge: whatever a help desk raises, the next notice is tried
            return DeliveryFailed(f"Unexpected: {type(error).__name__}.", is_final=False)
        return None

    def _next_at(self, attempts: int) -> dt.datetime | None:
        """None: that was the last attempt."""
        if attempts > len(DELAYS):
            return None
        return self._clock() + DELAYS[attempts - 1] * self._stretch()

    async def tidy(self) -> None:
        """Forgets what is old, every few hours."""
        now = self._clock()
        if self._tidied is not None and now < self._tidied + TIDY_EVERY:
            return
        self._tidied = now
        async with self._database.session() as session:
            await repository.forget(session, now - DELIVERED_KEPT, now - ALL_KEPT)


def notice_of(delivery: Delivery) -> Notice:
    return Notice(
        id=delivery.notice_id,
        event=cast("Event", delivery.event),
        subject=delivery.subject,
        occurred_at=delivery.created_at,
        payload={**delivery.payload, **(delivery.contact or {})},
    )
