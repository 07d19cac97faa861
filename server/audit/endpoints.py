"""Owns the page of the audit log and its download, for admins."""

import datetime as dt
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from server.audit.log import MOST_EXPORTED, AuditLog
from server.audit.repository import AuditFilter
from server.database import utc_now
from server.dependencies import PartsDep
from server.staff.identity import AdminDep
from server.staff.pages import page

PATH = "/staff/audit"
router = APIRouter(prefix="/staff", include_in_schema=False)
Text = Annotated[str, Field(max_length=120)]


class AuditQuery(BaseModel):
    """The filters, as they stand in the address. An empty one leaves that open."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    actor: Text = ""
    action: Text = ""
    subject: Text = ""
    since: Text = ""
    until: Text = ""
    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1

    @property
    def filter(self) -> AuditFilter:
        """A day that is none filters nothing: the page says so."""
        return AuditFilter(
            self.actor, self.action, self.subject, _day(self.since), _day(self.until)
        )

    @property
    def typed(self) -> dict[str, str]:
        return self.model_dump(exclude={"page"})


QueryDep = Annotated[AuditQuery, Query()]


@router.get("/audit")
async def audit(parts: PartsDep, session: AdminDep, wanted: QueryDep) -> Response:
    query = urlencode({name: value for name, value in wanted.typed.items() if value})
    return page(
        "audit.html",
        session=session,
        here=PATH,
        found=await AuditLog(parts.database).page(wanted.filter, wanted.page),
        typed=wanted.typed,
        odd_days=[day for day in (wanted.since, wanted.until) if day and _day(day) is None],
        most=MOST_EXPORTED,
        csv=f"{PATH}.csv?{query}",
        page_address=f"{PATH}?{query}&page=" if query else f"{PATH}?page=",
    )


@router.get("/audit.csv")
async def download(parts: PartsDep, session: AdminDep, wanted: QueryDep) -> Response:
    text = await AuditLog(parts.database).export(wanted.filter, session.staff.login)
    headers = {
        "Content-Disposition": f'attachment; filename="audit-{utc_now():%Y-%m-%d}.csv"',
        "Cache-Control": "no-store",
    }
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    # The day after the last one of the calendar cannot be reckoned with.
    return day if 1900 <= day.year < 9000 else None
