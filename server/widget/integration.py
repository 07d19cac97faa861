"""Owns the page for integrators: the tables of the widget's README, and a playground."""

import re
from functools import cache
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt

HERE = Path(__file__).parent
# Sections of the README, in the order of the page; the page's script finds their tables by id.
SHOWN = ("Embed", "Attributes", "Methods", "Events", "CSS custom properties")
_SECTION = re.compile(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", re.M | re.S)

router = APIRouter(include_in_schema=False)


@router.get("/widget/integrate")
async def integrate() -> HTMLResponse:
    return HTMLResponse(_page())


@cache
def _page() -> str:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined
    )
    sections = dict(_SECTION.findall((HERE / "README.md").read_text(encoding="utf-8")))
    shown = [(name, name.split()[0].lower(), _html(name, sections[name])) for name in SHOWN]
    return environment.get_template("integrate.html").render(sections=shown)


def _html(name: str, text: str) -> str:
    html = str(MarkdownIt("commonmark").enable("table").render(text))
    reachable = f'role="region" tabindex="0" aria-label="{name}"'
    html = html.replace("<pre>", f"<pre {reachable}>")
    html = html.replace("<table>", f'<div class="scrolls" {reachable}><table>')
    return html.replace("</table>", "</table></div>")
