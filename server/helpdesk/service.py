"""Owns telling other help desks what happens to tickets: through an outbox in the database."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from server.database import utc_now
from server.helpdesk.models import Delivery

PENDING, DELIVERED, DEAD = "pending", "delivered", "dead"


class Outbox:
    """Keeps a notice for each help desk that is set up."""

    def __init__(self, helpdesks: Sequence[str] = ()) -> None:
        self._helpdesks = tuple(helpdesks)

    def tell(self, session: AsyncSession, event: str, subject: str, **payload: Any) -> None:
        """Sent later if, and only if, the session commits."""
        now = utc_now()
        for helpdesk in self._helpdesks:
            session.add(
                Delivery(
                    helpdesk=helpdesk,
                    event=event,
                    subject=subject,
                    payload=payload,
                    state=PENDING,
                    attempts=0,
                    next_at=now,
                    created_at=now,
                )
            )
