"""Owns reading the audit log: page by page, or as a table to keep elsewhere."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from server.audit import repository
from server.audit.models import AuditRecord
from server.audit.repository import AuditFilter
from server.audit.service import record
from server.database import Database
from server.tabular import csv_text

ON_A_PAGE = 50
# More than that is too much for a spreadsheet at once: narrow it by date.
MOST_EXPORTED = 50_000
COLUMNS = ("at", "actor", "action", "subject", "detail")


@dataclass(frozen=True)
class AuditPage:
    """`number` counts from 1; `actions` are all there are, for the filter."""

    records: Sequence[AuditRecord]
    total: int
    number: int
    pages: int
    actions: Sequence[str]


class AuditLog:
    """What was done by whom, newest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, wanted: AuditFilter, number: int) -> AuditPage:
        """The last page where there are fewer."""
        async with self._database.session() as session:
            total = await repository.count(session, wanted)
            pages = max(1, -(-total // ON_A_PAGE))
            number = min(number, pages)
            skip = (number - 1) * ON_A_PAGE
            found = await repository.newest(session, wanted, ON_A_PAGE, skip)
            return AuditPage(found, total, number, pages, await repository.actions(session))

    async def export(self, wanted: AuditFilter, actor: str) -> str:
        """CSV of the newest, at most MOST_EXPORTED. That it was taken out is recorded, too."""
        async with self._database.session() as session:
            found = await repository.newest(session, wanted, MOST_EXPORTED)
            record(session, actor, "export_audit", "audit", records=len(found))
            rows = ((each.at, each.actor, each.action, each.subject, _json(each)) for each in found)
            return csv_text(COLUMNS, rows)


def _json(each: AuditRecord) -> str:
    return json.dumps(each.detail, ensure_ascii=False) if each.detail else ""
