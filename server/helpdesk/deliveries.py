"""Owns the deliveries as admins see them: counts, what failed, trying again; runs the workers."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.audit.service import record
from server.database import Database, utc_now
from server.errors import Conflict, NotFound
from server.helpdesk import repository
from server.helpdesk.models import Delivery
from server.helpdesk.ports import HelpDesk
from server.helpdesk.service import Outbox
from server.helpdesk.states import STATES
from server.helpdesk.worker import DeliveryWorker

MOST_SHOWN = 100


class NotDead(Conflict):
    code = "not_dead"
    detail = "This notice was delivered, or is being tried again already."


@dataclass(frozen=True)
class HelpDeskRow:
    """`counts` by state. One that is no longer set up keeps what it was sent."""

    name: str
    is_set_up: bool
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Overview:
    """`dead` are the newest ones, `retried` those that are tried again soonest."""

    helpdesks: Sequence[HelpDeskRow]
    dead: Sequence[Delivery]
    retried: Sequence[Delivery]

    def total(self, state: str) -> int:
        return sum(row.counts[state] for row in self.helpdesks)


class Deliveries:
    """All deliveries of the help desks that are set up."""

    def __init__(self, database: Database, outbox: Outbox, helpdesks: Sequence[HelpDesk]) -> None:
        self._database = database
        self._outbox = outbox
        self._names = [helpdesk.name for helpdesk in helpdesks]
        self._workers = [DeliveryWorker(database, desk, outbox.woken()) for desk in helpdesks]

    async def run(self) -> None:
        """Delivers until cancelled. A slow help desk keeps no other waiting."""
        async with asyncio.TaskGroup() as tasks:
            for worker in self._workers:
                tasks.create_task(worker.run())

    async def overview(self) -> Overview:
        async with self._database.session() as session:
            counted = await repository.counts(session)
            dead = await repository.newest_dead(session, MOST_SHOWN)
            retried = await repository.retried(session, MOST_SHOWN)
        known = {(helpdesk, state): count for helpdesk, state, count in counted}
        gone = sorted({helpdesk for helpdesk, _, _ in counted} - set(self._names))
        rows = [
            HelpDeskRow(name, name in self._names, {s: known.get((name, s), 0) for s in STATES})
            for name in (*self._names, *gone)
        ]
        return Overview(rows, dead, retried)

    async def retry(self, id_: int, actor: str) -> None:
        """Raises NotFound, or NotDead when there is nothing to try again."""
        async with self._database.session() as session:
            delivery = await session.get(Delivery, id_)
            if delivery is None:
                raise NotFound
            if not await repository.revive(session, utc_now(), id_):
                raise NotDead
            record(
                session, actor, "retry_delivery", delivery.subject, helpdesk=delivery.helpdesk,
                notice=delivery.notice_id,
            )  # fmt: skip
            self._outbox.wake_after(session)

    async def retry_all(self, actor: str) -> int:
        """How many are tried again."""
        async with self._database.session() as session:
            revived = await repository.revive(session, utc_now())
            if revived:
                record(session, actor, "retry_delivery", "all", count=revived)
                self._outbox.wake_after(session)
        return revived
