"""Owns the statements on the audit log."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.audit.models import AuditRecord


@dataclass(frozen=True)
class AuditFilter:
    """What to look for; empty means any. Days are of UTC, `until` is the last one wanted."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


async def count(session: AsyncSession, wanted: AuditFilter) -> int:
    found = await session.execute(select(func.count(AuditRecord.id)).where(*_conditions(wanted)))
    return found.scalar_one()


async def newest(
    session: AsyncSession, wanted: AuditFilter, most: int, skip: int = 0
) -> Sequence[AuditRecord]:
    query = select(AuditRecord).where(*_conditions(wanted)).order_by(AuditRecord.id.desc())
    return (await session.scalars(query.limit(most).offset(skip))).all()


async def actions(session: AsyncSession) -> Sequence[str]:
    """Those there are, in alphabetical order."""
    query = select(AuditRecord.action).distinct().order_by(AuditRecord.action)
    return (await session.scalars(query)).all()


def _conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.actor:
        found.append(AuditRecord.actor == wanted.actor.lower())
    if wanted.action:
        found.append(AuditRecord.action == wanted.action)
    if wanted.subject:
        found.append(AuditRecord.subject.icontains(wanted.subject, autoescape=True))
    if wanted.since:
        found.append(AuditRecord.at >= _midnight(wanted.since))
    if wanted.until:
        found.append(AuditRecord.at < _midnight(wanted.until + dt.timedelta(days=1)))
    return found


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)
