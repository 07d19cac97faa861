"""Owns the task that deletes what was kept long enough."""

import asyncio
import datetime as dt
from dataclasses import dataclass

import structlog

from server.audit.service import SYSTEM, record
from server.database import Database, utc_now
from server.logs import fault_of
from server.retention import repository
from server.retention.deletion import delete_conversation, delete_ticket
from server.retention.trackers import Trackers
from server.settings import Settings

log = structlog.get_logger()
EVERY = dt.timedelta(hours=6)
BATCH = 100


@dataclass(frozen=True)
class Periods:
    """In days: conversations since the last word, tickets since they were closed."""

    conversations: int
    tickets: int
    audit: int

    @classmethod
    def of(cls, settings: Settings) -> "Periods":
        return cls(
            settings.keep_conversations_days, settings.keep_tickets_days, settings.keep_audit_days
        )


@dataclass(frozen=True)
class Deleted:
    """How many of each."""

    conversations: int
    tickets: int
    audit_records: int


class Retention:
    """Each deletion is a transaction of its own that looks again: several servers may run it."""

    def __init__(self, database: Database, trackers: Trackers, periods: Periods) -> None:
        self._database = database
        self._trackers = trackers
        self._periods = periods

    async def run(self) -> None:
        """Now and every few hours, until cancelled."""
        while True:
            try:
                deleted = await self.sweep()
                if deleted.conversations or deleted.tickets:
                    log.info("retention", **vars(deleted))
            except Exception as error:  # edge: the next round may go better
                log.error("retention_failed", **fault_of(error), exc_info=False)
            await asyncio.sleep(EVERY.total_seconds())

    async def due(self, now: dt.datetime | None = None) -> Deleted:
        """What a sweep would delete now. A conversation whose ticket goes may follow with it."""
        conversations, tickets, audit = self._limits(now or utc_now())
        async with self._database.session() as session:
            return Deleted(*await repository.count_old(session, conversations, tickets, audit))

    async def sweep(self, now: dt.datetime | None = None) -> Deleted:
        """Tickets first: their conversations may go then. Recorded in the audit log as counts."""
        now = now or utc_now()
        conversations_before, tickets_before, audit_before = self._limits(now)
        tickets = await self._tickets(tickets_before)
        conversations = await self._conversations(conversations_before)
        async with self._database.session() as session:
            await repository.forget_sessions(session, now)
            audit = await repository.forget_audit(session, audit_before)
            if conversations or tickets or audit:
                record(
                    session, SYSTEM, "retention", "all", conversations=conversations,
                    tickets=tickets, audit_records=audit,
                )  # fmt: skip
        return Deleted(conversations, tickets, audit)

    def _limits(self, now: dt.datetime) -> tuple[dt.datetime, dt.datetime, dt.datetime]:
        kept = self._periods
        conversations, tickets, audit = (
            now - dt.timedelta(days=days) for days in (kept.conversations, kept.tickets, kept.audit)
        )
        return conversations, tickets, audit

    async def _tickets(self, before: dt.datetime) -> int:
        done = 0
        while True:
            async with self._database.session() as session:
                found = await repository.settled_tickets(session, before, BATCH)
            for reference in found:
                async with self._database.session() as session:
                    ticket = await repository.locked_if_settled(session, reference, before)
                    done += ticket is not None and await delete_ticket(session, ticket)
            if len(found) < BATCH:
                return done

    async def _conversations(self, before: dt.datetime) -> int:
        """Rasa's record goes first: were it left behind, nobody would look for it again."""
        done = 0
        while True:
            async with self._database.session() as session:
                found = await repository.silent_conversations(session, before, BATCH)
            if found:
                await self._trackers.delete(found)
            for id_ in found:
                async with self._database.session() as session:
                    is_silent = await repository.locked_if_silent(session, id_, before)
                    done += is_silent and await delete_conversation(session, id_)
            if len(found) < BATCH:
                return done
