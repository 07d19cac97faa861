"""Owns the export of tickets: one row each, without who asked unless that is wanted."""

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any, Literal

from server.audit.service import record
from server.database import Database
from server.tabular import csv_text
from server.tickets import repository
from server.tickets.models import Ticket

Format = Literal["csv", "jsonl"]
COLUMNS = (
    "reference",
    "status",
    "priority",
    "topic",
    "assignee",
    "question",
    "staff_replies",
    "created_at",
    "due_at",
    "first_reply_at",
    "closed_at",
)
CONTACTS = ("name", "contact", "call_between")
# Who runs a command is known to the machine alone.
_COMMAND = "command"


async def export_tickets(
    database: Database, since: dt.datetime | None, form: Format, with_contacts: bool
) -> str:
    """Tickets opened since, oldest first. With contacts it is noted in the audit log."""
    async with database.session() as session:
        found = await repository.exported(session, since)
        if with_contacts:
            record(session, _COMMAND, "export_contacts", "tickets", tickets=len(found))
    columns = (*COLUMNS, *(CONTACTS if with_contacts else ()))
    rows = [_row(ticket, login, replies, columns) for ticket, login, replies in found]
    return csv_text(columns, rows) if form == "csv" else _lines(columns, rows)


def _row(ticket: Ticket, login: str | None, replies: int, columns: Sequence[str]) -> list[object]:
    made = {"assignee": login, "staff_replies": replies}
    return [made[name] if name in made else getattr(ticket, name) for name in columns]


def _lines(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """One JSON object a line; moments as ISO 8601."""
    return "".join(
        json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False, default=_moment) + "\n"
        for row in rows
    )


def _moment(value: Any) -> str:
    return str(value.isoformat())
