"""Tests of the accounts of those who sign in with an OpenID Connect provider."""

from pathlib import Path
from typing import Any

import pytest

from server.staff.models import StaffAccount, StaffSession
from tests.server.running import PASSWORD, Running, Stage, running
from tests.server.staff.browsing import audited, browser, rows, sign_in
from tests.server.staff.provider import Provider


async def test_nobody_is_merged_by_login(openid: Running, idp: Provider) -> None:
    mine = await openid.parts.accounts.create("ana.ruiz", "Other", "admin", PASSWORD, "test")
    idp.person["email"] = "ana.ruiz"
    await sign_in(browser(openid))
    idp.person["sub"] = "user-2"
    await sign_in(browser(openid))
    found = [(row.login, row.role) for row in await rows(openid, StaffAccount)]
    assert found == [("ana.ruiz", "admin"), ("ana.ruiz-2", "agent"), ("ana.ruiz-3", "agent")]
    assert mine.role == "admin"


@pytest.mark.parametrize(
    ("username", "login"),
    [("system", "system-2"), ("Ünïcode / ☃", "n-code"), ("", "staff"), ("x" * 300, "x" * 76)],
)
async def test_odd_logins_are_made_fit(
    openid: Running, idp: Provider, username: str, login: str
) -> None:
    idp.person["preferred_username"] = username
    assert (await sign_in(browser(openid))).status_code == 200
    assert [row.login for row in await rows(openid, StaffAccount)] == [login]


async def test_role_and_name_follow_the_provider_at_every_sign_in(
    openid: Running, idp: Provider
) -> None:
    http = browser(openid)
    await sign_in(http)
    idp.person.update(roles=["tax-editors"], name="Ana Ruiz-Gil", preferred_username="other")
    assert "url=/editors" in (await sign_in(http)).text
    (account,) = await rows(openid, StaffAccount)
    assert (account.login, account.name, account.role) == ("ana.ruiz", "Ana Ruiz-Gil", "editor")
    assert ("set_role", "ana.ruiz") in await audited(openid)
    assert len(await rows(openid, StaffSession)) == 1


async def test_a_name_of_the_provider_holds_nothing_that_nobody_sees(
    openid: Running, idp: Provider
) -> None:
    for given, kept in [("\u202eAna\u200b\r\nR\x1biz\ufeff", "Ana Riz"), ("\u200b\x07", "Staff")]:
        idp.person["name"] = given
        await sign_in(browser(openid))
        (account,) = await rows(openid, StaffAccount)
        assert account.name == kept


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
    openid: Running, idp: Provider, claims: dict[str, Any], role: str
) -> None:
    idp.person.update(claims)
    await sign_in(browser(openid))
    assert [row.role for row in await rows(openid, StaffAccount)] == [role]


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
    openid: Running, idp: Provider, given: Any
) -> None:
    idp.person["roles"] = given
    response = await sign_in(browser(openid))
    assert response.status_code == 403
    assert "have no role here" in response.text
    assert "assistant_staff" not in response.headers["set-cookie"]
    assert await rows(openid, StaffAccount) == []


async def test_who_loses_the_role_is_signed_out_everywhere(openid: Running, idp: Provider) -> None:
    first, second = browser(openid), browser(openid)
    await sign_in(first)
    idp.person["roles"] = []
    assert (await sign_in(second)).status_code == 403
    assert (await first.get("/desk")).status_code == 303
    assert ("sign_in_failed", "ana.ruiz") in await audited(openid)


async def test_a_disabled_account_stays_out(openid: Running) -> None:
    await sign_in(browser(openid))
    await openid.parts.roster.disable(await openid.parts.roster.id_of("ana.ruiz"), "test")
    response = await sign_in(browser(openid))
    assert response.status_code == 403
    assert "Your account here is disabled" in response.text
    assert await rows(openid, StaffSession) == []
