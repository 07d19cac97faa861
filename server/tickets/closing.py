"""Owns closing tickets that wait for nobody any more."""

import asyncio
import datetime as dt

import structlog

from server.audit.service import SYSTEM
from server.database import Database, utc_now
from server.errors import AssistantError
from server.logs import fault_of
from server.tickets import repository
from server.tickets.changes import Actor, Change, TicketChanges
from server.tickets.views import version_of

log = structlog.get_logger()
EVERY = dt.timedelta(hours=1)


class IdleTickets:
    """Tickets that are answered, or wait for their citizen, with no word for `days` days."""

    def __init__(self, database: Database, changes: TicketChanges, days: int) -> None:
        self._database = database
        self._changes = changes
        self._days = days

    async def run(self) -> None:
        """Closes now and every hour, until cancelled."""
        while True:
            try:
                await self.close()
            except Exception as error:  # edge: the next round may go better
                log.error("closing_tickets_failed", **fault_of(error), exc_info=False)
            await asyncio.sleep(EVERY.total_seconds())

    async def close(self, now: dt.datetime | None = None) -> int:
        """How many were closed. Their citizens can reopen them."""
        before = (now or utc_now()) - dt.timedelta(days=self._days)
        async with self._database.session() as session:
            idle = await repository.silent_since(session, before)
        closed = 0
        for ticket in idle:
            change = Change(
                Actor(SYSTEM), "close", detail={"after_days": self._days}, seen=version_of(ticket)
            )
            try:
                await self._changes.make(ticket.reference, change)
            except AssistantError:
                continue  # somebody did something to it just now, or another process closed it
            closed += 1
        return closed
