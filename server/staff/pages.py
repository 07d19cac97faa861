"""Owns how pages for staff are rendered: templates, every value escaped, kept by no cache."""

import datetime as dt
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from server.staff.accounts import Role, Staff
from server.staff.identity import SignedIn

_SERVER = Path(__file__).parent.parent
_FEATURES = (
    "staff",
    "desk",
    "measures",
    "content",
    "helpdesk",
    "audit",
    "switches",
    "conversations",
)
_environment = Environment(
    loader=FileSystemLoader([_SERVER / feature / "templates" for feature in _FEATURES]),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

LINKS: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
    ("/desk", "Tickets", ("agent",)),
    ("/desk/conversations", "Conversations", ("agent",)),
    ("/desk/measures", "Measures", ("agent", "editor")),
    ("/editors", "Content", ("editor",)),
    ("/desk/switches", "Switches", ("admin",)),
    ("/desk/deliveries", "Deliveries", ("admin",)),
    ("/staff/accounts", "Staff", ("admin",)),
    ("/staff/audit", "Audit log", ("admin",)),
)


def page(
    template: str, status: int = 200, *, session: SignedIn | None, **values: Any
) -> HTMLResponse:
    """`session` is whose page it is: base.html shows their links and a form to sign out."""
    html = _environment.get_template(template).render(session=session, **values)
    return HTMLResponse(html, status, {"Cache-Control": "no-store"})


def moment(value: dt.datetime | None) -> str:
    return "" if value is None else value.strftime("%Y-%m-%d %H:%M")


def links(staff: Staff) -> list[tuple[str, str]]:
    """The pages somebody may open, by address and label."""
    return [(path, label) for path, label, roles in LINKS if any(staff.may(r) for r in roles)]


_environment.filters["moment"] = moment
_environment.globals["links"] = links
