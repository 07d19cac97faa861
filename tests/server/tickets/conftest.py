"""Owns a desk of tickets for tests: a database, two of staff, and tickets in any status."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from actions.ports import TicketRequest
from server.audit.models import AuditRecord
from server.conversations.events import LiveEvents
from server.conversations.models import Conversation
from server.database import Database, utc_now
from server.helpdesk.local import LocalDesk
from server.helpdesk.models import Delivery
from server.helpdesk.service import Outbox
from server.privacy.identifiers import IdentifierRecognizer
from server.privacy.masking import Masker
from server.staff.accounts import Staff, StaffAccounts
from server.switches.service import SwitchBoard
from server.tickets.changes import TicketChanges
from server.tickets.following import TicketFollowing
from server.tickets.life import Status
from server.tickets.models import Ticket
from server.tickets.promise import reply_within
from server.tickets.references import new_reference
from server.tickets.service import TicketDesk
from server.tickets.work import TicketWork
from tests.factories import server_settings
from tests.server.running import Stage, copied_database

REQUEST = TicketRequest(
    conversation_id="c-1",
    idempotency_key="form run 1",
    question="Why is my refund late?",
    name="Ana Ruiz",
    contact="ana@example.org",
)
TRANSCRIPT = [{"turn": 1, "author": "citizen", "type": "text", "text": "refund late"}]
CANDIDATES: list[dict[str, Any]] = [
    {"turn": 1, "status": "answered", "candidates": [["filing/extension", 0.9]]},
    {"turn": 2, "status": "unanswered", "candidates": [["refunds/where", 0.4]], "text": "late"},
]
DANGER = "he will kill me"


async def record_of(conversation_id: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A chat that asked twice; "c-2" wrote of danger and found nothing but a redirect."""
    if conversation_id == "c-1":
        return TRANSCRIPT, CANDIDATES
    said = [{**TRANSCRIPT[0], "text": DANGER}]
    return said, [{"turn": 1, "status": "unanswered", "candidates": [["redirects/person", 0.9]]}]


async def urgent_reply(text: str) -> str | None:
    return "Call 911." if text == DANGER else None


@dataclass(frozen=True)
class Desk:
    """The service of staff on a database of its own, and what it leaves there."""

    database: Database
    work: TicketWork
    changes: TicketChanges
    events: LiveEvents
    ana: Staff
    ben: Staff
    tickets: TicketDesk
    switches: SwitchBoard
    following: TicketFollowing

    def secret(self, reference: str) -> str:
        return self.tickets.url_of(reference).partition("#")[2]

    async def followed(self, reference: str) -> dict[str, Any]:
        """The ticket as its citizen sees it."""
        return await self.tickets.read(reference, self.secret(reference))

    async def says(self, reference: str, text: str, key: str | None = None) -> dict[str, Any]:
        """The citizen replies."""
        return await self.following.reply(reference, self.secret(reference), text, key)

    async def ticket(self, status: Status = "new", **columns: Any) -> str:
        """The reference of a ticket that is just there, whatever led to it."""
        now = utc_now()
        values: dict[str, Any] = {
            "reference": new_reference(),
            "conversation_id": "c-1",
            "status": status,
            "question": "Why is my refund late?",
            "name": "Carla Citizen",
            "contact": "carla@example.org",
            "transcript": [],
            "candidates": [],
            "created_at": now,
            "updated_at": now,
            "closed_at": now if status == "closed" else None,
            **columns,
        }
        values.setdefault("idempotency_key", values["reference"])
        async with self.database.session() as session:
            session.add(Ticket(**values))
        return str(values["reference"])

    async def audited(self, reference: str) -> list[tuple[str, str]]:
        query = select(AuditRecord).where(AuditRecord.subject == reference).order_by(AuditRecord.id)
        async with self.database.session() as session:
            return [(row.actor, row.action) for row in await session.scalars(query)]

    async def told(self, reference: str) -> list[tuple[str, dict[str, Any]]]:
        """What other help desks are told of it."""
        query = select(Delivery).where(Delivery.subject == reference).order_by(Delivery.id)
        async with self.database.session() as session:
            return [(row.event, row.payload) for row in await session.scalars(query)]


async def nothing_told(_: str) -> dict[str, str]:
    return {}


@pytest.fixture
async def desk(tmp_path: Path, stage: Stage) -> AsyncIterator[Desk]:
    database = copied_database(tmp_path, stage)
    accounts = StaffAccounts(database)
    ana = await accounts.create("ana", "Ana of the agency", "agent", None, "test")
    ben = await accounts.create("ben", "Ben of the agency", "agent", None, "test")
    async with database.session() as session:
        for id_ in ("c-1", "c-2"):
            session.add(
                Conversation(
                    id=id_, token_hash="0" * 64, language="en", created_at=utc_now(), last_turn=0
                )
            )
    events = LiveEvents()
    reply_by = reply_within(20, server_settings(tmp_path).opening_hours)
    outbox = Outbox([LocalDesk()])
    changes = TicketChanges(database, outbox, events, reply_by)
    masker = Masker(IdentifierRecognizer())
    work = TicketWork(database, changes, masker)
    switches = SwitchBoard(database, masker)
    tickets = TicketDesk(
        database,
        b"key",
        record_of=record_of,
        contact_of_form=nothing_told,
        urgent_reply=urgent_reply,
        reply_by=reply_by,
        switches=switches,
        outbox=outbox,
        link_days=90,
    )
    following = TicketFollowing(tickets, changes, masker)
    yield Desk(database, work, changes, events, ana, ben, tickets, switches, following)
    await database.close()
