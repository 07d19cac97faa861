"""Owns the files of the widget as they are served: its scripts joined, all of them packed.

`python -m server.widget.files` prints how large they are.
"""

import gzip
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qs

from rich.console import Console
from rich.table import Table
from rjsmin import jsmin
from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import ASGIApp, Scope

from server.widget.joining import joined

STATIC = Path(__file__).parent / "static"
# What a page loads; it names what is loaded when the chat is wanted by its version.
LOADER, CHAT = "assistant-chat.js", "chat.js"
SPANISH = "texts-es.js"
PAGES = ("ticket.js", "tickets.js")
_FOR_NOW = "public, max-age=300, stale-while-revalidate=86400"
_FOR_EVER = "public, max-age=31536000, immutable"


def widget_files() -> ASGIApp:
    return GZipMiddleware(_WidgetFiles())


class _WidgetFiles(StaticFiles):
    """The folder, but for the scripts joined when the server starts."""

    def __init__(self) -> None:
        super().__init__(directory=STATIC)
        self._scripts = _scripts()
        self._version = _hash(self._scripts[CHAT])
        self._scripts |= {name: _small(name) for name in PAGES}

    async def get_response(self, path: str, scope: Scope) -> Response:
        script = self._scripts.get(path)
        if script is None or scope["method"] not in ("GET", "HEAD"):
            return await super().get_response(path, scope)
        named = parse_qs(scope["query_string"].decode("latin-1")).get("v")
        headers = {
            "Cache-Control": _FOR_EVER if named == [self._version] else _FOR_NOW,
            "ETag": f'"{_hash(script)}"',
            # For a cache between: it differs for a site on the list of origins.
            "Vary": "Origin",
        }
        response = Response(script, media_type="text/javascript", headers=headers)
        if self.is_not_modified(response.headers, Headers(scope=scope)):
            return NotModifiedResponse(response.headers)
        return response


def _scripts() -> dict[str, str]:
    """By name, in the order in which a page loads them."""
    chat = _small(CHAT)
    loader = _small(LOADER).replace(f'"./{CHAT}"', f'"./{CHAT}?v={_hash(chat)}"')
    return {LOADER: loader, CHAT: chat, SPANISH: _small(SPANISH)}


def _small(name: str) -> str:
    return str(jsmin(joined(STATIC / name)))


def _hash(script: str) -> str:
    return sha256(script.encode()).hexdigest()[:16]


def sizes() -> dict[str, tuple[int, int]]:
    """Bytes of each script that the chat is made of, as it is and packed for the wire."""
    encoded = {name: script.encode() for name, script in _scripts().items()}
    return {name: (len(code), len(gzip.compress(code))) for name, code in encoded.items()}


def main() -> None:
    table = Table("script", "bytes", "gzip", show_footer=True)
    found = sizes()
    for name, (plain, packed) in found.items():
        table.add_row(name, f"{plain:,}", f"{packed:,}")
    totals = [f"{sum(each):,}" for each in zip(*found.values(), strict=True)]
    for column, footer in zip(table.columns, ["total", *totals], strict=True):
        column.footer = footer
        column.justify = "left" if footer == "total" else "right"
    Console().print(table)


if __name__ == "__main__":
    main()
