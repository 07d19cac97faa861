"""Tests of the cookies of staff: their flags, and their names behind TLS."""

from pathlib import Path

import httpx
import pytest

from tests.server.running import PASSWORD, Running, Stage, member, running

PLAIN = "assistant_staff"


async def signed_in(server: Running) -> httpx.Response:
    await server.parts.accounts.create("ana", "Ana", "editor", PASSWORD, "test")
    form = {"login": "ana", "password": PASSWORD}
    return await server.http.post("/staff/sign-in", data=form)


def flags(response: httpx.Response) -> set[str]:
    _, *found = response.headers["set-cookie"].lower().split("; ")
    return {flag for flag in found if not flag.startswith(("max-age", "expires"))}


async def test_the_cookie_is_for_our_pages_alone(server: Running) -> None:
    response = await signed_in(server)
    assert response.headers["set-cookie"].startswith(f"{PLAIN}=")
    assert flags(response) == {"httponly", "samesite=strict", "path=/"}


async def test_behind_tls_the_cookie_is_sent_over_nothing_else_and_no_other_host_can_plant_it(
    tmp_path: Path, stage: Stage
) -> None:
    async with running(tmp_path, stage, behind_tls=True) as server:
        response = await signed_in(server)
        name, _, token = response.headers["set-cookie"].partition(";")[0].partition("=")
        assert name == f"__Host-{PLAIN}"
        assert flags(response) == {"httponly", "samesite=strict", "path=/", "secure"}
        planted = {"Cookie": f"{PLAIN}={token}"}
        assert (await server.http.get("/editors", headers=planted)).status_code == 303
        own = {"Cookie": f"{name}={token}"}
        assert (await server.http.get("/editors", headers=own)).status_code == 200


@pytest.mark.parametrize("behind_tls", [False, True], ids=["plain", "tls"])
async def test_signing_out_takes_the_cookie_away(
    tmp_path: Path, stage: Stage, behind_tls: bool
) -> None:
    async with running(tmp_path, stage, behind_tls=behind_tls) as server:
        browser = await member(server)
        name = f"__Host-{PLAIN}" if behind_tls else PLAIN
        own = {"Cookie": f"{name}={browser.http.cookies[PLAIN]}"}
        browser.http.cookies.clear()
        form = {"csrf": browser.csrf}
        response = await browser.http.post("/staff/sign-out", data=form, headers=own)
        assert response.headers["set-cookie"].startswith(f'{name}="";')
        assert "max-age=0" in response.headers["set-cookie"].lower()
        assert ("secure" in flags(response)) == behind_tls
        assert (await browser.http.get("/desk", headers=own)).status_code == 303
