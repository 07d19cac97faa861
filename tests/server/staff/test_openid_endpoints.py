"""Tests of signing in with an OpenID Connect provider: a real one, on loopback."""

import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import OctKey
from sqlalchemy import select

from server.audit.models import AuditRecord
from server.staff.models import StaffAccount, StaffSession
from tests.server.running import PASSWORD, Running, Stage, running
from tests.server.staff.provider import CLIENT_SECRET, Provider, new_key, provider

START, CALLBACK = "/staff/openid", "/staff/openid/callback"


@pytest.fixture(scope="module")
def started() -> Iterator[Provider]:
    with provider() as made:
        yield made


@pytest.fixture
def idp(started: Provider, monkeypatch: pytest.MonkeyPatch) -> Provider:
    """The provider, telling the truth."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    fresh = Provider(1)
    started.person, started.wrong, started.refuses = fresh.person, {}, None
    started.signs_with, started.algorithm = None, "RS256"
    return started


@pytest.fixture
async def server(tmp_path: Path, stage: Stage, idp: Provider) -> AsyncIterator[Running]:
    async with running(tmp_path, stage, **idp.settings()) as started:
        yield started


def browser(server: Running) -> httpx.AsyncClient:
    """One without cookies."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(server.app), base_url="http://server")


async def sent_back(http: httpx.AsyncClient, goes_on: str = "") -> str:
    """The address the provider sends the browser back to, after the first click."""
    response = await http.get(START, params={"next": goes_on})
    assert response.status_code == 303, response.text
    async with httpx.AsyncClient(trust_env=False) as outside:
        answer = await outside.get(response.headers["location"])
    return answer.headers["location"]


async def sign_in(http: httpx.AsyncClient, goes_on: str = "") -> httpx.Response:
    return await http.get(await sent_back(http, goes_on))


async def rows(server: Running, table: Any) -> list[Any]:
    async with server.parts.database.session() as session:
        return list((await session.scalars(select(table))).all())


async def audited(server: Running) -> list[tuple[str, str]]:
    return [(row.action, row.subject) for row in await rows(server, AuditRecord)]


async def test_somebody_new_gets_an_account_with_the_mapped_role(server: Running) -> None:
    http = browser(server)
    response = await sign_in(http, "/desk/measures")
    assert response.status_code == 200
    assert '<meta http-equiv="refresh" content="0; url=/desk/measures">' in response.text
    assert "samesite=strict" in response.headers["set-cookie"].lower()
    (account,) = await rows(server, StaffAccount)
    assert (account.login, account.name, account.role) == ("ana.ruiz", "Ana Ruiz", "agent")
    assert account.subject.endswith(" user-1")
    assert account.password_hash is None
    assert (await http.get("/desk")).status_code == 200
    assert (await http.get("/editors")).status_code == 403
    assert await audited(server) == [("create_account", "ana.ruiz"), ("sign_in", "ana.ruiz")]


async def test_the_way_there_carries_state_nonce_and_challenge(server: Running) -> None:
    response = await browser(server).get(START)
    query = parse_qs(urlsplit(response.headers["location"]).query)
    assert query["redirect_uri"] == ["http://server/staff/openid/callback"]
    assert query["code_challenge_method"] == ["S256"]
    assert all(len(query[name][0]) >= 32 for name in ("state", "nonce", "code_challenge"))
    cookie = response.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("samesite=lax", "httponly", "path=/staff/openid"))


async def test_the_sign_in_page_offers_it(server: Running) -> None:
    text = (await server.http.get("/staff/sign-in?next=/desk")).text
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


async def test_nobody_is_merged_by_login(server: Running, idp: Provider) -> None:
    mine = await server.parts.accounts.create("ana.ruiz", "Other", "admin", PASSWORD, "test")
    idp.person["email"] = "ana.ruiz"
    await sign_in(browser(server))
    idp.person["sub"] = "user-2"
    await sign_in(browser(server))
    found = [(row.login, row.role) for row in await rows(server, StaffAccount)]
    assert found == [("ana.ruiz", "admin"), ("ana.ruiz-2", "agent"), ("ana.ruiz-3", "agent")]
    assert mine.role == "admin"


@pytest.mark.parametrize(
    ("username", "login"),
    [("system", "system-2"), ("Ünïcode / ☃", "n-code"), ("", "staff"), ("x" * 300, "x" * 76)],
)
async def test_odd_logins_are_made_fit(
    server: Running, idp: Provider, username: str, login: str
) -> None:
    idp.person["preferred_username"] = username
    assert (await sign_in(browser(server))).status_code == 200
    assert [row.login for row in await rows(server, StaffAccount)] == [login]


async def test_role_and_name_follow_the_provider_at_every_sign_in(
    server: Running, idp: Provider
) -> None:
    http = browser(server)
    await sign_in(http)
    idp.person.update(roles=["tax-editors"], name="Ana Ruiz-Gil", preferred_username="other")
    assert "url=/editors" in (await sign_in(http)).text
    (account,) = await rows(server, StaffAccount)
    assert (account.login, account.name, account.role) == ("ana.ruiz", "Ana Ruiz-Gil", "editor")
    assert ("set_role", "ana.ruiz") in await audited(server)
    assert len(await rows(server, StaffSession)) == 1


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({"roles": "tax-desk"}, "agent"),
        ({"roles": ["tax-editors", "tax-desk", "tax-admins"]}, "admin"),
        ({"roles": ["tax-editors", "tax-desk"]}, "agent"),
    ],
    ids=str,
)
async def test_of_several_roles_the_first_configured_counts(
    server: Running, idp: Provider, claims: dict[str, Any], role: str
) -> None:
    idp.person.update(claims)
    await sign_in(browser(server))
    assert [row.role for row in await rows(server, StaffAccount)] == [role]


async def test_the_claim_of_roles_may_lie_deeper(
    tmp_path: Path, stage: Stage, idp: Provider
) -> None:
    idp.person["realm_access"] = {"roles": ["tax-admins"]}
    path = idp.settings(oidc_role_claim="realm_access.roles")
    async with running(tmp_path, stage, **path) as server:
        await sign_in(browser(server))
        assert [row.role for row in await rows(server, StaffAccount)] == ["admin"]


@pytest.mark.parametrize("given", [[], ["other"], "other", None, 5, {"tax-desk": True}], ids=str)
async def test_without_a_mapped_role_nobody_comes_in(
    server: Running, idp: Provider, given: Any
) -> None:
    idp.person["roles"] = given
    response = await sign_in(browser(server))
    assert response.status_code == 403
    assert "have no role here" in response.text
    assert "assistant_staff" not in response.headers["set-cookie"]
    assert await rows(server, StaffAccount) == []


async def test_who_loses_the_role_is_signed_out_everywhere(server: Running, idp: Provider) -> None:
    first, second = browser(server), browser(server)
    await sign_in(first)
    idp.person["roles"] = []
    assert (await sign_in(second)).status_code == 403
    assert (await first.get("/desk")).status_code == 303
    assert ("sign_in_failed", "ana.ruiz") in await audited(server)


async def test_a_disabled_account_stays_out(server: Running) -> None:
    await sign_in(browser(server))
    await server.parts.roster.disable(await server.parts.roster.id_of("ana.ruiz"), "test")
    response = await sign_in(browser(server))
    assert response.status_code == 403
    assert "Your account here is disabled" in response.text
    assert await rows(server, StaffSession) == []


HOUR = 3600


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"nonce": "another"}, id="nonce"),
        pytest.param({"nonce": None}, id="no-nonce"),
        pytest.param({"exp": int(time.time()) - HOUR}, id="expired"),
        pytest.param({"exp": None}, id="no-end"),
        pytest.param({"iat": int(time.time()) + HOUR}, id="from-the-future"),
        pytest.param({"aud": "another-client"}, id="audience"),
        pytest.param({"aud": ["assistant", "another"]}, id="for-two-without-azp"),
        pytest.param({"aud": ["assistant", "another"], "azp": "another"}, id="for-another-too"),
        pytest.param({"iss": "http://127.0.0.1:1"}, id="issuer"),
        pytest.param({"sub": ""}, id="nobody"),
        pytest.param({"sub": "x" * 300}, id="endless-subject"),
        pytest.param({"at_hash": "AAAA"}, id="hash-of-the-access-token"),
    ],
)
async def test_a_wrong_id_token_opens_nothing(
    server: Running, idp: Provider, wrong: dict[str, Any]
) -> None:
    idp.wrong = wrong
    response = await sign_in(browser(server))
    assert response.status_code == 403
    assert "could not be trusted" in response.text
    assert await rows(server, StaffAccount) == []


@pytest.mark.parametrize("way", ["another-key", "secret-of-the-client", "unsigned"])
async def test_a_wrong_signature_opens_nothing(server: Running, idp: Provider, way: str) -> None:
    if way == "another-key":
        idp.signs_with = new_key()
    elif way == "secret-of-the-client":
        idp.signs_with, idp.algorithm = OctKey.import_key(CLIENT_SECRET * 3), "HS256"
    else:
        idp.algorithm = "none"
    response = await sign_in(browser(server))
    assert response.status_code == 403
    assert await rows(server, StaffAccount) == []


async def test_a_key_changed_by_the_provider_is_found(server: Running, idp: Provider) -> None:
    assert (await sign_in(browser(server))).status_code == 200
    idp.key = new_key()
    assert (await sign_in(browser(server))).status_code == 200


async def test_only_the_browser_that_began_can_finish(server: Running) -> None:
    mine, theirs = browser(server), browser(server)
    back = await sent_back(mine)
    other = await sent_back(theirs)
    state = parse_qs(urlsplit(back).query)["state"][0]
    for http, address in (
        (browser(server), back),
        (theirs, back),
        (mine, back.replace(state, "guess")),
        (mine, f"{CALLBACK}?code=x"),
    ):
        cookies = dict(http.cookies)
        response = await http.get(address)
        assert response.status_code == 403
        assert "Please sign in again" in response.text
        http.cookies.update(cookies)
    assert await rows(server, StaffAccount) == []
    assert (await theirs.get(other)).status_code == 200


@pytest.mark.parametrize("cookie", ["", "x", "a.b.c", "x" * 5000])
async def test_a_forged_attempt_is_none(server: Running, cookie: str) -> None:
    http = browser(server)
    http.cookies.set("assistant_openid", cookie)
    response = await http.get(f"{CALLBACK}?state=x&code=y")
    assert response.status_code in (403, 422)


async def test_a_code_is_good_once(server: Running) -> None:
    http = browser(server)
    back = await sent_back(http)
    cookies = dict(http.cookies)
    assert (await http.get(back)).status_code == 200
    http.cookies.update(cookies)
    assert (await http.get(back)).status_code == 403


async def test_who_is_refused_there_is_told(server: Running, idp: Provider) -> None:
    idp.refuses = "access_denied"
    response = await sign_in(browser(server))
    assert response.status_code == 403
    assert "did not sign you in" in response.text


async def test_signing_in_leads_to_no_other_site(server: Running) -> None:
    response = await sign_in(browser(server), "//evil.example")
    assert "evil" not in response.text
    assert "url=/desk" in response.text


async def test_a_provider_that_is_down_is_told(tmp_path: Path, stage: Stage, idp: Provider) -> None:
    down = idp.settings(oidc_issuer="http://127.0.0.1:9")
    async with running(tmp_path, stage, **down) as server:
        response = await server.http.get(START)
        assert response.status_code == 503
        assert "does not answer" in response.text


async def test_a_provider_with_another_name_is_not_ours(
    tmp_path: Path, stage: Stage, idp: Provider
) -> None:
    other = idp.settings(oidc_issuer=f"{idp.issuer}/")
    async with running(tmp_path, stage, **other) as server:
        assert (await server.http.get(START)).status_code == 503
