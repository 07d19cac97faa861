"""Owns the files of the widget as they are served: its scripts joined, all of them packed."""

from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qs

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
_FOR_NOW = "public, max-age=300, stale-while-revalidate=86400"
_FOR_EVER = "public, max-age=31536000, immutable"


def widget_files() -> ASGIApp:
    return GZipMiddleware(_WidgetFiles())


class _WidgetFiles(StaticFiles):
    """The folder, but for the scripts joined when the server starts."""

    def __init__(self) -> None:
        super().__init__(directory=STATIC)
        chat = _small(CHAT)
        self._version = _hash(chat)
        loader = _small(LOADER).replace(f'"./{CHAT}"', f'"./{CHAT}?v={self._version}"')
        self._scripts = {CHAT: chat, LOADER: loader, SPANISH: _small(SPANISH)}

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


def _small(name: str) -> str:
    return str(jsmin(joined(STATIC / name)))


def _hash(script: str) -> str:
    return sha256(script.encode()).hexdigest()[:16]
