"""Owns how the plain pages are rendered: templates, every value escaped, kept by no cache."""

import datetime as dt
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_time
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from server.plain.holding import Shown

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(template: str, shown: Shown, status: int = 200, **values: Any) -> HTMLResponse:
    html = _environment.get_template(template).render(shown=shown, t=shown.texts, **values)
    return HTMLResponse(html, status, {"Cache-Control": "no-store", "Vary": "Accept-Language"})


def _day(value: str, language: str) -> str:
    return str(format_date(dt.date.fromisoformat(value), "long", locale=language))


def _moment(value: str, language: str, zone: dt.tzinfo) -> str:
    """In the agency's time: without JavaScript the reader's own is not known."""
    there = dt.datetime.fromisoformat(value).astimezone(zone)
    day, time = (
        format_date(there, "long", locale=language),
        format_time(there, "short", locale=language),
    )
    return f"{day}, {time} {there.tzname()}"


_environment.filters["day"] = _day
_environment.filters["moment"] = _moment
