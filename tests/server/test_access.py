"""Tests of who may do what: every route of the server, with every kind of caller."""

from pathlib import Path

import pytest

from tests.server.access import heading, markdown, rows
from tests.server.access_scene import (
    FORMS,
    TABLE_FILE,
    WITHOUT_PROOF,
    Route,
    Scene,
    ask,
    measured,
    routes_of,
    scene_of,
    serving,
)
from tests.server.running import Running, Stage


@pytest.fixture
def stage(sqlite_stage: Stage) -> Stage:
    """SQLite alone: the scene is copied for each server."""
    return sqlite_stage


@pytest.fixture
async def scene(server: Running, tmp_path: Path, stage: Stage) -> Scene:
    return await scene_of(server, tmp_path, stage)


@pytest.fixture
def routes(server: Running) -> list[Route]:
    return list(routes_of(server.app.routes))


async def test_every_route_has_a_row(tmp_path: Path, scene: Scene, routes: list[Route]) -> None:
    written = [row.route for row in rows()]
    missing = [route for route in routes if route not in written]
    gone = [route for route in written if route not in routes]
    lines = [str(row) for row in await measured(tmp_path, scene, missing)]
    told = "\n".join([heading(), *lines])
    assert not missing, f"If this is what you want, add to the table in {TABLE_FILE}:\n{told}"
    assert not gone, f"Routes that are no more, remove their rows from {TABLE_FILE}: {gone}"
    assert len(set(written)) == len(written), "a route has two rows"


async def test_each_caller_gets_what_the_table_says(
    tmp_path: Path, scene: Scene, routes: list[Route]
) -> None:
    expected = [row for row in rows() if row.route in routes]
    found = await measured(tmp_path, scene, [row.route for row in expected])
    wrong = [
        f"{now}\n  where the table says\n{row}"
        for row, now in zip(expected, found, strict=True)
        if row != now
    ]
    assert not wrong, "\n".join([heading(), *wrong])


async def test_no_form_of_staff_is_taken_without_its_proof(
    tmp_path: Path, scene: Scene, routes: list[Route]
) -> None:
    forms = [
        route
        for route in routes
        if route[0] == "POST" and route[1].startswith(FORMS) and route not in WITHOUT_PROOF
    ]
    assert forms
    admin = scene.callers["admin"]
    async with serving(tmp_path / "forms", scene) as server:
        for body in (b"", b"csrf=" + b"0" * 64):
            for method, path in forms:
                at = scene.path(path)
                headers = {**admin.headers, "content-type": "application/x-www-form-urlencoded"}
                status, location, text = await ask(server.app, method, at, headers, body)
                told = f"{method} {path} takes a form without proof: add FormDep ({location})"
                assert status == 403, told
                assert b"form_not_ours" in text


def test_the_table_is_printed_for_documentation() -> None:
    text = markdown(rows())
    assert len(text.splitlines()) == len(rows()) + 2
    assert "| `GET /staff/audit` | in | in | in | in | 403 | 403 | ok | in |" in text
