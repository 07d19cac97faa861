"""Tests of signing in and out."""

from pathlib import Path
from typing import Any

import pytest

from server.staff.cookies import COOKIE
from tests.server.running import PASSWORD, Running, Stage, running


@pytest.mark.parametrize(
    "form",
    [{}, {"login": "ana"}, {"login": "ana", "password": "wrong"}, {"login": "ü", "password": "ü"}],
)
async def test_a_wrong_password_does_not_sign_in(server: Running, form: dict[str, str]) -> None:
    await server.staff("editor")
    response = await server.http.post("/staff/sign-in", data=form)
    assert response.status_code == 401
    assert "Login and password do not fit" in response.text
    assert "set-cookie" not in response.headers


async def test_a_page_of_staff_sends_to_sign_in_and_back(server: Running) -> None:
    await server.parts.accounts.create("ana", "Ana", "editor", PASSWORD, "test")
    response = await server.http.get("/editors")
    assert (response.status_code, response.headers["location"]) == (
        303,
        "/staff/sign-in?next=/editors",
    )
    form = {"login": " Ana", "password": PASSWORD, "next": "/editors"}
    response = await server.http.post("/staff/sign-in", data=form)
    assert (response.status_code, response.headers["location"]) == (303, "/editors")
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "secure" not in cookie
    assert (await server.http.get("/editors")).status_code == 200


@pytest.mark.parametrize("goes_on", ["https://evil.example", "//evil.example", "/desk\\evil"])
async def test_signing_in_leads_to_no_other_site(server: Running, goes_on: str) -> None:
    await server.parts.accounts.create("ana", "Ana", "editor", PASSWORD, "test")
    form = {"login": "ana", "password": PASSWORD, "next": goes_on}
    response = await server.http.post("/staff/sign-in", data=form)
    assert response.headers["location"] == "/editors"


@pytest.mark.parametrize(
    ("path", "cookie"),
    [
        pytest.param(f"/desk/tickets/{'x' * 300}", "", id="address"),
        pytest.param("/desk", "x" * 300, id="cookie"),
    ],
)
async def test_signing_in_is_possible_whatever_the_browser_sends(
    server: Running, path: str, cookie: str
) -> None:
    server.http.cookies.set(COOKIE, cookie)
    sent = await server.http.get(path)
    assert sent.status_code == 303
    assert (await server.http.get(sent.headers["location"])).status_code == 200


async def test_signing_out_ends_the_session_itself(server: Running) -> None:
    browser = await server.staff("editor")
    cookies = dict(browser.http.cookies)
    assert (await browser.submit("/staff/sign-out")).status_code == 303
    browser.http.cookies.update(cookies)
    assert (await browser.get("/editors")).status_code == 303


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_another_site_can_neither_sign_in_nor_send_our_forms(
    server: Running, site: str
) -> None:
    browser = await server.staff("editor")
    foreign = {"Sec-Fetch-Site": site}
    form = {"login": "ana", "password": PASSWORD}
    response = await server.http.post("/staff/sign-in", data=form, headers=foreign)
    assert response.status_code == 403
    assert "set-cookie" not in response.headers
    for proof in ({}, {"csrf": "0" * 64}):
        assert (await browser.http.post("/staff/sign-out", data=proof)).status_code == 403
    own = {"csrf": browser.csrf}
    response = await browser.http.post("/staff/sign-out", data=own, headers=foreign)
    assert response.status_code == 403
    assert (await browser.get("/editors")).status_code == 200


@pytest.mark.parametrize(("role", "status"), [("agent", 403), ("editor", 200), ("admin", 200)])
async def test_the_content_page_is_for_editors(server: Running, role: Any, status: int) -> None:
    browser = await server.staff(role)
    assert (await browser.get("/editors")).status_code == status


async def test_guesses_are_limited(tmp_path: Path, stage: Stage) -> None:
    async with running(tmp_path, stage, rate_limit="on") as server:
        guess = {"login": "ana", "password": "guess"}
        statuses = [
            (await server.http.post("/staff/sign-in", data=guess)).status_code for _ in range(11)
        ]
    assert statuses == [401] * 10 + [429]
