"""Tests of what opens nothing on any route: old and bent tokens, ended sessions, ways out."""

import datetime as dt
import hashlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from sqlalchemy import update

from server.conversations.models import Conversation
from server.database import utc_now
from server.tickets.models import Ticket
from tests.factories import SECRET
from tests.server.access import CALLERS, rows
from tests.server.access_scene import Caller, Scene, ask, cell, scene_of, serving
from tests.server.running import Running, Stage

# Older than any token may be, and not as old as what is deleted by then.
OLD = dt.timedelta(days=100)


@pytest.fixture
def stage(sqlite_stage: Stage) -> Stage:
    """SQLite alone: the scene is copied for each server."""
    return sqlite_stage


@pytest.fixture
async def scene(server: Running, tmp_path: Path, stage: Stage) -> Scene:
    return await scene_of(server, tmp_path, stage)


async def test_who_signed_out_is_nobody(tmp_path: Path, scene: Scene) -> None:
    """The cookie alone opens nothing any more, whatever its account may do."""
    admin = scene.callers["admin"]
    async with serving(tmp_path / "out", scene) as server:
        await server.parts.accounts.sign_out(admin.session or "")
        nobody = CALLERS.index("nobody")
        wrong = [
            f"{row.method} {row.path}: {found}"
            for row in rows()
            if (found := await cell(server, scene, row.route, admin)) != row.cells[nobody]
        ]
    assert wrong == []


async def _make_old(server: Running) -> None:
    """All chats were begun, and all tickets closed, long ago."""
    long_ago = utc_now() - OLD
    async with server.parts.database.session() as session:
        await session.execute(update(Conversation).values(created_at=long_ago))
        await session.execute(update(Ticket).values(status="closed", closed_at=long_ago))


async def test_what_is_too_old_opens_nothing(tmp_path: Path, scene: Scene) -> None:
    """Neither the token of a chat nor the secret of a ticket, on any of their routes."""
    owners = {"conversation_id": "citizen", "reference": "ticket"}
    found = {}
    async with serving(tmp_path / "old", scene) as server:
        await _make_old(server)
        for row in rows():
            for place, owner in owners.items():
                if row.path.startswith("/api/") and f"{{{place}}}" in row.path:
                    caller = scene.callers[owner]
                    found[row.route] = await cell(server, scene, row.route, caller)
    assert len(found) >= 12
    assert {route: got for route, got in found.items() if got != "401"} == {}


@pytest.mark.parametrize(
    "bent",
    [
        pytest.param(lambda token: token[:-1], id="cut"),
        pytest.param(lambda token: f"{token}x", id="longer"),
        pytest.param(str.swapcase, id="capitals"),
        pytest.param(lambda token: "é" * 43, id="other-letters"),
        pytest.param(lambda token: hashlib.sha256(token.encode()).hexdigest(), id="its-hash"),
        pytest.param(lambda token: f"{token}\t{token}", id="twice"),
    ],
)
async def test_nearly_the_right_token_is_a_wrong_one(
    tmp_path: Path, scene: Scene, bent: Callable[[str], str]
) -> None:
    owners = {"conversation_id": "citizen", "reference": "ticket"}
    async with serving(tmp_path / "bent", scene) as server:
        for row in rows():
            for place, owner in owners.items():
                if row.path.startswith("/api/") and f"{{{place}}}" in row.path:
                    caller = Caller(bent(scene.callers[owner].token or ""))
                    assert await cell(server, scene, row.route, caller) == "404", row.route


OUTSIDE = ("../server/app.py", "..%2fapp.py", "%2e%2e/%2e%2e/pyproject.toml", "....//app.py")


@pytest.mark.parametrize("outside", [*OUTSIDE, "..\\app.py", "/etc/passwd", "%00", "."])
@pytest.mark.parametrize(
    "folder", ["/widget/", "/editors/drafts/", "/desk/measures/", "/desk/tickets/", "/tickets/x/"]
)
async def test_no_file_outside_its_folder_is_read(
    tmp_path: Path, scene: Scene, folder: str, outside: str
) -> None:
    """Also not by an admin, and however the way out is written."""
    secret = tmp_path / "app.py"
    secret.write_text("owns the application", encoding="utf-8")
    async with serving(tmp_path / "paths", scene) as server:
        for path in {folder + outside, unquote(folder + outside)}:
            headers = scene.callers["admin"].headers
            status, _, text = await ask(server.app, "GET", path, headers, b"")
            assert status in (404, 422), path
            assert not any(word in text.lower() for word in (b"owns the", b"[project]", b"root:"))


async def test_no_route_takes_a_file(tmp_path: Path, scene: Scene) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n1\r\n--x--\r\n'
    secret = {"x-assistant-secret": SECRET}
    async with serving(tmp_path / "files", scene) as server:
        for row in rows():
            if row.method == "POST":
                headers = {**secret, "content-type": 'Multipart/Form-Data; boundary="x"'}
                at = scene.path(row.path)
                status, _, text = await ask(server.app, "POST", at, headers, body)
                assert (status, b"no_uploads" in text) == (415, True), row.route
