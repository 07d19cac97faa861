"""Tests of the way to an OpenID Connect provider and back: a real one, on loopback."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from server.staff.models import StaffAccount
from tests.server.running import PASSWORD, Running, Stage, running
from tests.server.staff.browsing import CALLBACK, START, audited, browser, rows, sent_back, sign_in
from tests.server.staff.provider import Provider


async def test_somebody_new_gets_an_account_with_the_mapped_role(openid: Running) -> None:
    http = browser(openid)
    response = await sign_in(http, "/desk/measures")
    assert response.status_code == 200
    assert '<meta http-equiv="refresh" content="0; url=/desk/measures">' in response.text
    assert "samesite=strict" in response.headers["set-cookie"].lower()
    (account,) = await rows(openid, StaffAccount)
    assert (account.login, account.name, account.role) == ("ana.ruiz", "Ana Ruiz", "agent")
    assert account.subject.endswith(" user-1")
    assert account.password_hash is None
    assert (await http.get("/desk")).status_code == 200
    assert (await http.get("/editors")).status_code == 403
    assert await audited(openid) == [("create_account", "ana.ruiz"), ("sign_in", "ana.ruiz")]


async def test_the_way_there_carries_state_nonce_and_challenge(openid: Running) -> None:
    response = await browser(openid).get(START)
    query = parse_qs(urlsplit(response.headers["location"]).query)
    assert query["redirect_uri"] == ["http://server/staff/openid/callback"]
    assert query["code_challenge_method"] == ["S256"]
    assert all(len(query[name][0]) >= 32 for name in ("state", "nonce", "code_challenge"))
    cookie = response.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("samesite=lax", "httponly", "path=/"))


async def test_the_sign_in_page_offers_it(openid: Running) -> None:
    text = (await openid.http.get("/staff/sign-in?next=/desk")).text
    assert 'href="/staff/openid?next=/desk"' in text
    assert "Sign in with the agency account" in text
    assert 'name="password"' in text


async def test_without_a_provider_there_is_none(tmp_path: Path, stage: Stage) -> None:
    async with running(tmp_path, stage) as server:
        assert (await server.http.get(START)).status_code == 404
        assert (await server.http.get(CALLBACK)).status_code == 404
        assert "/staff/openid" not in (await server.http.get("/staff/sign-in")).text


async def test_passwords_can_be_switched_off(tmp_path: Path, stage: Stage, idp: Provider) -> None:
    async with running(tmp_path, stage, **idp.settings(staff_passwords="off")) as server:
        await server.parts.accounts.create("eva", "Eva", "agent", PASSWORD, "test")
        assert 'name="password"' not in (await server.http.get("/staff/sign-in")).text
        form = {"login": "eva", "password": PASSWORD}
        response = await server.http.post("/staff/sign-in", data=form)
        assert response.status_code == 403
        assert "set-cookie" not in response.headers
        assert (await sign_in(browser(server))).status_code == 200


async def test_only_the_browser_that_began_can_finish(openid: Running) -> None:
    mine, theirs = browser(openid), browser(openid)
    back = await sent_back(mine)
    other = await sent_back(theirs)
    state = parse_qs(urlsplit(back).query)["state"][0]
    for http, address in (
        (browser(openid), back),
        (theirs, back),
        (mine, back.replace(state, "guess")),
        (mine, f"{CALLBACK}?code=x"),
    ):
        cookies = dict(http.cookies)
        response = await http.get(address)
        assert response.status_code == 403
        assert "Please sign in again" in response.text
        http.cookies.update(cookies)
    assert await rows(openid, StaffAccount) == []
    assert (await theirs.get(other)).status_code == 200


@pytest.mark.parametrize("cookie", ["", "x", "a.b.c", "x" * 5000])
async def test_a_forged_attempt_is_none(openid: Running, cookie: str) -> None:
    http = browser(openid)
    http.cookies.set("assistant_openid", cookie)
    response = await http.get(f"{CALLBACK}?state=x&code=y")
    assert response.status_code in (403, 422)


async def test_a_code_is_good_once(openid: Running) -> None:
    http = browser(openid)
    back = await sent_back(http)
    cookies = dict(http.cookies)
    assert (await http.get(back)).status_code == 200
    http.cookies.update(cookies)
    assert (await http.get(back)).status_code == 403


async def test_who_is_refused_there_is_told(openid: Running, idp: Provider) -> None:
    idp.refuses = "access_denied"
    response = await sign_in(browser(openid))
    assert response.status_code == 403
    assert "did not sign you in" in response.text


async def test_signing_in_leads_to_no_other_site(openid: Running) -> None:
    response = await sign_in(browser(openid), "//evil.example")
    assert "evil" not in response.text
    assert "url=/desk" in response.text
