"""Tests of what an OpenID Connect provider may say and be: a wrong answer opens nothing."""

import time
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import OctKey

from server.staff.models import StaffAccount
from tests.server.running import Running, Stage, running
from tests.server.staff.browsing import START, browser, rows, sign_in
from tests.server.staff.provider import CLIENT_SECRET, Provider, new_key

HOUR = 3600


@pytest.fixture
def stage(sqlite_stage: Stage) -> Stage:
    """SQLite alone: what the provider says is judged before an account is looked for."""
    return sqlite_stage


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
    openid: Running, idp: Provider, wrong: dict[str, Any]
) -> None:
    idp.wrong = wrong
    response = await sign_in(browser(openid))
    assert response.status_code == 403
    assert "could not be trusted" in response.text
    assert await rows(openid, StaffAccount) == []


@pytest.mark.parametrize("way", ["another-key", "secret-of-the-client", "unsigned"])
async def test_a_wrong_signature_opens_nothing(openid: Running, idp: Provider, way: str) -> None:
    if way == "another-key":
        idp.signs_with = new_key()
    elif way == "secret-of-the-client":
        idp.signs_with, idp.algorithm = OctKey.import_key(CLIENT_SECRET * 3), "HS256"
    else:
        idp.algorithm = "none"
    response = await sign_in(browser(openid))
    assert response.status_code == 403
    assert await rows(openid, StaffAccount) == []


async def test_a_key_changed_by_the_provider_is_found(openid: Running, idp: Provider) -> None:
    assert (await sign_in(browser(openid))).status_code == 200
    idp.key = new_key()
    assert (await sign_in(browser(openid))).status_code == 200


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


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
async def test_a_provider_is_not_followed_to_where_anybody_can_listen(
    openid: Running, idp: Provider, name: str
) -> None:
    idp.publishes = {name: "http://login.example/here"}
    response = await openid.http.get(START)
    assert response.status_code == 503
    assert "location" not in response.headers
