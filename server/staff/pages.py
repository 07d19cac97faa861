"""Owns how pages for staff are rendered: templates, every value escaped, kept by no cache."""

from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(template: str, status: int = 200, **values: Any) -> HTMLResponse:
    html = _environment.get_template(template).render(**values)
    return HTMLResponse(html, status, {"Cache-Control": "no-store"})
