"""Owns writing to the audit log: in the transaction of what it tells of."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from server.audit.models import AuditRecord
from server.database import utc_now

SYSTEM = "system"
CITIZEN = "citizen"


def record(session: AsyncSession, actor: str, action: str, subject: str, **detail: Any) -> None:
    """Kept if, and only if, the session commits. `detail` must hold nothing a citizen typed."""
    session.add(
        AuditRecord(at=utc_now(), actor=actor, action=action, subject=subject, detail=detail)
    )
