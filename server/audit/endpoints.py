"""Owns the page of the audit log and its download, for admins."""

import datetime as dt
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response

from server.audit.log import MOST_EXPORTED, AuditLog
from server.audit.repository import AuditFilter
from server.database import utc_now
from server.dependencies import PartsDep
from server.staff.identity import AdminDep
from server.staff.pages import page

PATH = "/staff/audit"
router = APIRouter(prefix="/staff", include_in_schema=False)
Text = Annotated[str, Query(max_length=120)]
Number = Annotated[int, Query(ge=1, le=1_000_000)]


@router.get("/audit")
async def audit(
    parts: PartsDep,
    session: AdminDep,
    actor: Text = "",
    action: Text = "",
    subject: Text = "",
    since: Text = "",
    until: Text = "",
    number: Annotated[Number, Query(alias="page")] = 1,
) -> Response:
    typed = {
        "actor": actor.strip(),
        "action": action,
        "subject": subject.strip(),
        "since": since,
        "until": until,
    }
    wanted = _filter(typed)
    query = urlencode({name: value for name, value in typed.items() if value})
    return page(
        "audit.html",
        session=session,
        here=PATH,
        found=await AuditLog(parts.database).page(wanted, number),
        typed=typed,
        odd_days=[day for day in (since, until) if day and _day(day) is None],
        most=MOST_EXPORTED,
        csv=f"{PATH}.csv?{query}",
        page_address=f"{PATH}?{query}&page=" if query else f"{PATH}?page=",
    )


@router.get("/audit.csv")
async def download(
    parts: PartsDep,
    session: AdminDep,
    actor: Text = "",
    action: Text = "",
    subject: Text = "",
    since: Text = "",
    until: Text = "",
) -> Response:
    wanted = _filter(
        {"actor": actor, "action": action, "subject": subject, "since": since, "until": until}
    )
    text = await AuditLog(parts.database).export(wanted, session.staff.login)
    headers = {
        "Content-Disposition": f'attachment; filename="audit-{utc_now():%Y-%m-%d}.csv"',
        "Cache-Control": "no-store",
    }
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


def _filter(typed: dict[str, str]) -> AuditFilter:
    """A day that is none filters nothing: the page says so."""
    return AuditFilter(
        typed["actor"].strip(),
        typed["action"],
        typed["subject"].strip(),
        _day(typed["since"]),
        _day(typed["until"]),
    )


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    # The day after the last one of the calendar cannot be reckoned with.
    return day if 1900 <= day.year < 9000 else None
