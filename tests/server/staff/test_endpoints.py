"""Tests of signing in and out."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from tests.server.running import Running, Stage, running

TOKEN = "staff only"


@pytest.fixture
async def server(tmp_path: Path, stage: Stage) -> AsyncIterator[Running]:
    async with running(tmp_path, stage, staff_token=SecretStr(TOKEN)) as started:
        yield started


@pytest.mark.parametrize("form", [{}, {"token": ""}, {"token": "wrong"}, {"token": "ü"}])
async def test_a_wrong_token_does_not_sign_in(server: Running, form: dict[str, str]) -> None:
    response = await server.http.post("/staff/sign-in", data=form)
    assert response.status_code == 401
    assert "not the staff token" in response.text
    assert "set-cookie" not in response.headers
    assert (await server.http.get("/editors")).status_code == 401


async def test_the_token_signs_in_with_a_cookie_for_this_site_alone(server: Running) -> None:
    response = await server.http.post("/staff/sign-in", data={"token": f" {TOKEN}"})
    assert (response.status_code, response.headers["location"]) == (303, "/editors")
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "secure" not in cookie
    assert TOKEN not in cookie
    assert (await server.http.get("/editors")).status_code == 200


async def test_behind_tls_the_cookie_is_secure(tmp_path: Path, stage: Stage) -> None:
    settings: dict[str, Any] = {"staff_token": SecretStr(TOKEN), "secure_cookies": True}
    async with running(tmp_path, stage, **settings) as server:
        response = await server.http.post("/staff/sign-in", data={"token": TOKEN})
        assert "; secure" in response.headers["set-cookie"].lower()


async def test_signing_out_ends_it(server: Running) -> None:
    await server.http.post("/staff/sign-in", data={"token": TOKEN})
    assert (await server.http.post("/staff/sign-out")).status_code == 303
    assert (await server.http.get("/editors")).status_code == 401


async def test_another_site_cannot_sign_somebody_in(server: Running) -> None:
    response = await server.http.post(
        "/staff/sign-in", data={"token": TOKEN}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert response.status_code == 403
    assert "set-cookie" not in response.headers


async def test_guesses_are_limited(tmp_path: Path, stage: Stage) -> None:
    settings: dict[str, Any] = {"staff_token": SecretStr(TOKEN), "rate_limit": "on"}
    async with running(tmp_path, stage, **settings) as server:
        codes = [
            (await server.http.post("/staff/sign-in", data={"token": str(guess)})).status_code
            for guess in range(12)
        ]
    assert codes == [401] * 10 + [429] * 2


async def test_where_no_token_is_set_the_page_says_how(tmp_path: Path, stage: Stage) -> None:
    async with running(tmp_path, stage) as server:
        assert "ASSISTANT_STAFF_TOKEN" in (await server.http.get("/editors")).text
        response = await server.http.post("/staff/sign-in", data={"token": ""})
        assert response.status_code == 401


@pytest.mark.parametrize(
    "body", [pytest.param(b"\xff\xfe", id="no UTF-8"), pytest.param(b"a=1&" * 60, id="too many")]
)
async def test_a_body_that_is_no_form_is_refused(server: Running, body: bytes) -> None:
    assert (await server.http.post("/staff/sign-in", content=body)).status_code == 422
