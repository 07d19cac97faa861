"""Tests of the headers of answers: what no cache keeps, and what TLS adds."""

from pathlib import Path

import pytest

from server.edge.headers import STRICT_TRANSPORT
from tests.server.running import Chat, Running, Stage, member, running

STRICT = STRICT_TRANSPORT[0].decode()


async def test_no_cache_keeps_what_a_citizen_is_answered(chat: Chat) -> None:
    started = await chat.http.post("/api/conversations", json={})
    read = await chat.http.get(f"{chat.path}/messages", headers=chat.headers)
    refused = await chat.http.get(f"{chat.path}/messages")
    for response in (started, read, refused):
        assert response.headers.get_list("cache-control") == ["no-store"]


@pytest.mark.parametrize(
    "path", ["/desk", "/desk/conversations", "/desk/measures/survey.csv", "/staff/password"]
)
async def test_no_cache_keeps_what_staff_read(server: Running, path: str) -> None:
    response = await (await member(server)).get(path)
    assert response.status_code == 200
    assert response.headers.get_list("cache-control") == ["no-store"]


@pytest.mark.parametrize("path", ["/", "/tickets", "/tickets/T-2222-2222", "/widget/staff.css"])
async def test_pages_that_are_the_same_for_everybody_may_be_kept(
    server: Running, path: str
) -> None:
    assert "cache-control" not in (await server.http.get(path)).headers


async def test_behind_tls_browsers_are_told_to_use_nothing_else(
    tmp_path: Path, stage: Stage, server: Running
) -> None:
    assert STRICT not in (await server.http.get("/")).headers
    (tmp_path / "tls").mkdir()
    async with running(tmp_path / "tls", stage, behind_tls=True) as behind:
        for path in ("/", "/healthz", "/nothing", "/widget/staff.css"):
            response = await behind.http.get(path)
            assert response.headers[STRICT] == "max-age=31536000"
