"""Owns telling other help desks what happens to tickets: through an outbox in the database."""

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import event as database_event
from sqlalchemy.ext.asyncio import AsyncSession

from server.database import utc_now
from server.helpdesk.models import Delivery
from server.helpdesk.ports import Event, HelpDesk
from server.helpdesk.states import PENDING
from server.privacy.masking import Masker

# All that leaves the server. What else is told, by mistake or not, is left out.
TICKET_FIELDS = ("question", "status", "topic", "priority", "assignee")
CONTACT_FIELDS = ("name", "contact", "call_between")


class Outbox:
    """Keeps a notice for each help desk that is set up."""

    def __init__(
        self,
        helpdesks: Sequence[HelpDesk] = (),
        masker: Masker | None = None,
        *,
        shares_contact: bool = False,
    ) -> None:
        self._helpdesks = tuple(helpdesks)
        self._masker = masker
        self._shares_contact = shares_contact
        self._waiting: list[asyncio.Event] = []

    def tell(self, session: AsyncSession, event: Event, subject: str, **payload: Any) -> None:
        """Sent later if, and only if, the session commits. Fields that may not leave are dropped.

        Once for each thing that happened: every call is a notice of its own.
        """
        now, notice_id = utc_now(), f"msg_{uuid.uuid4().hex}"
        shown = self._shown(payload)
        contact = {name: payload[name] for name in CONTACT_FIELDS if name in payload}
        for helpdesk in self._helpdesks:
            if event in helpdesk.events:
                session.add(
                    Delivery(
                        notice_id=notice_id,
                        helpdesk=helpdesk.name,
                        event=event,
                        subject=subject,
                        payload=shown,
                        contact=contact if self._shares_contact and contact else None,
                        state=PENDING,
                        attempts=0,
                        next_at=now,
                        created_at=now,
                    )
                )
        self.wake_after(session)

    def _shown(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        shown = {name: payload[name] for name in TICKET_FIELDS if name in payload}
        # It was masked when it was stored; what leaves the server is masked once more.
        if self._masker is not None and isinstance(shown.get("question"), str):
            shown["question"] = self._masker.mask(shown["question"]).text
        return shown

    def woken(self) -> asyncio.Event:
        """Set after each commit that has something to deliver; whoever waits clears it."""
        waiting = asyncio.Event()
        self._waiting.append(waiting)
        return waiting

    def wake_after(self, session: AsyncSession) -> None:
        """Wakes those who deliver once the session commits."""

        def wake(_: object) -> None:
            for waiting in self._waiting:
                waiting.set()

        database_event.listen(session.sync_session, "after_commit", wake, once=True)
