"""Owns the scene of the access tests: callers, what they ask for, and what they get."""

import asyncio
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI
from pydantic import SecretStr

from actions.ports import TicketRequest
from server.staff.cookies import COOKIE
from server.staff.identity import csrf_of
from tests.server.access import CALLERS, Row
from tests.server.running import Running, Stage, running

MACHINE = "the token of a machine"
TABLE_FILE = "tests/server/access.py"
FORMS = ("/desk", "/editors", "/staff")
# Has no session yet, so its form has no proof; the browser says which site sent it.
WITHOUT_PROOF = {("POST", "/staff/sign-in")}
Route = tuple[str, str]


@dataclass(frozen=True)
class Caller:
    """What a caller brings along."""

    token: str | None = None
    session: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        if self.session:
            return {"cookie": f"{COOKIE}={self.session}"}
        return {"authorization": f"Bearer {self.token}"} if self.token else {}

    @property
    def proof(self) -> str:
        return csrf_of(self.session) if self.session else ""


@dataclass(frozen=True)
class Scene:
    """A database with something of each kind, who holds what of it, and what stands in paths."""

    stage: Stage
    callers: Mapping[str, Caller]
    places: Mapping[str, str]

    def path(self, route: str) -> str:
        for name, value in self.places.items():
            route = route.replace(f"{{{name}}}", value)
        return route


async def scene_of(server: Running, tmp_path: Path, stage: Stage) -> Scene:
    """Of a server on SQLite: each of a hundred servers starts from a copy of its file."""
    mine, others = await server.chat(), await server.chat()
    request = TicketRequest(mine.id, "key-1", "Where is my refund?", "Ana", "ana@example.com")
    ticket = await server.parts.tickets.open(request)
    secret = server.parts.tickets.url_of(ticket.reference).partition("#")[2]
    agent, editor, admin = [
        (await server.staff(role, f"{role}-1")).http.cookies[COOKIE]
        for role in ("agent", "editor", "admin")
    ]
    colleague = await server.staff("agent", "colleague")
    callers = (
        Caller(),
        Caller(mine.token),
        Caller(others.token),
        Caller(secret),
        Caller(session=agent),
        Caller(session=editor),
        Caller(session=admin),
        Caller(MACHINE),
    )
    places = {
        "conversation_id": mine.id,
        "reference": ticket.reference,
        "account_id": str(colleague.staff.id),
        "change": "disable",
        "delivery_id": "1",
        "month_key": "2026-10",
    }
    kept = tmp_path / "scene.db"
    # A backup, not a copy of the file: the newest rows may still lie beside it.
    with (
        closing(sqlite3.connect(tmp_path / "assistant.db")) as now,
        closing(sqlite3.connect(kept)) as backup,
    ):
        now.backup(backup)

    def copied(folder: Path) -> str:
        return f"sqlite+aiosqlite:///{shutil.copy(kept, folder / 'assistant.db')}"

    return Scene(Stage(stage.knowledge, copied), dict(zip(CALLERS, callers, strict=True)), places)


def routes_of(found: Iterable[Any], prefix: str = "") -> Iterator[Route]:
    """Method and path of each; what is mounted as a whole is one GET."""
    for route in found:
        if hasattr(route, "original_router"):
            before = prefix + route.include_context.prefix
            yield from routes_of(route.original_router.routes, before)
        elif getattr(route, "methods", None):
            yield from ((m, prefix + route.path) for m in sorted(route.methods - {"HEAD"}))
        else:
            yield "GET", f"{prefix}{route.path}/…"


async def ask(
    app: FastAPI, method: str, path: str, headers: Mapping[str, str], body: bytes
) -> tuple[int, str, bytes]:
    """Status, Location and body. Of a stream that never ends, what comes first."""
    sent: asyncio.Queue[MutableMapping[str, Any] | None] = asyncio.Queue()
    wanted = [{"type": "http.request", "body": body, "more_body": False}]

    async def send(message: MutableMapping[str, Any]) -> None:
        await sent.put(message)

    async def receive() -> MutableMapping[str, Any]:
        if wanted:
            return wanted.pop()
        await asyncio.Event().wait()
        raise AssertionError

    async def call() -> None:
        try:
            await app(scope, receive, send)
        finally:
            await sent.put(None)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("server", 80),
    }
    running_call = asyncio.create_task(call())
    start = await sent.get()
    assert start is not None, f"{method} {path} sent nothing"
    found = {name.decode(): value.decode() for name, value in start["headers"]}
    text = b""
    if "event-stream" not in found.get("content-type", ""):
        while (part := await sent.get()) is not None:
            text += part.get("body", b"")
    running_call.cancel()
    await asyncio.gather(running_call, return_exceptions=True)
    return start["status"], found.get("location", ""), text


async def cell(server: Running, scene: Scene, route: Route, caller: Caller) -> str:
    method, path = route
    is_form = path.startswith(FORMS)
    kind = "application/x-www-form-urlencoded" if is_form else "application/json"
    body = urlencode({"csrf": caller.proof}) if is_form else "{}"
    headers = {**caller.headers, "content-type": kind, "content-length": str(len(body))}
    at = scene.path(path).replace("/…", "/staff.css")
    status, location, _ = await ask(server.app, method, at, headers, body.encode())
    if status == 303 and location.startswith("/staff/sign-in?"):
        return "in"
    return str(status) if status in (401, 403, 404) or status >= 500 else "ok"


async def measured(tmp_path: Path, scene: Scene, wanted: Iterable[Route]) -> list[Row]:
    """What each caller gets. Routes that change something have a server of their own."""
    found = []
    for number, route in enumerate(wanted):
        async with serving(tmp_path / str(number), scene) as server:
            cells = [await cell(server, scene, route, scene.callers[name]) for name in CALLERS]
        found.append(Row(*route, tuple(cells)))
    return found


def serving(folder: Path, scene: Scene) -> Any:
    folder.mkdir()
    token = SecretStr(MACHINE)
    return running(folder, scene.stage, staff_token=token, metrics_token=token)
