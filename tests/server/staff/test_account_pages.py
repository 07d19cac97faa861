"""Tests of the pages on accounts."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from server.audit.models import AuditRecord
from tests.server.running import PASSWORD, Running, StaffBrowser

NEW = {"login": "ben", "name": "Ben at the agency", "role": "agent", "password": PASSWORD}
OTHER = "another battery staple"


async def audited(server: Running) -> list[tuple[str, str, str]]:
    async with server.parts.database.session() as session:
        rows = await session.scalars(select(AuditRecord).order_by(AuditRecord.id))
        return [(row.actor, row.action, row.subject) for row in rows]


async def sign_in(server: Running, login: str, password: str = PASSWORD) -> int:
    form = {"login": login, "password": password}
    return (await server.http.post("/staff/sign-in", data=form)).status_code


@pytest.mark.parametrize("role", ["agent", "editor"])
async def test_accounts_are_for_admins(server: Running, role: Any) -> None:
    response = await server.http.get("/staff/accounts")
    assert response.headers["location"] == "/staff/sign-in?next=/staff/accounts"
    browser = await server.staff(role)
    assert (await browser.get("/staff/accounts")).status_code == 403
    assert (await browser.submit("/staff/accounts", **NEW)).status_code == 403
    assert (await browser.submit("/staff/accounts/1/role", role="admin")).status_code == 403
    assert await sign_in(server, "ben") == 401


@pytest.mark.parametrize(
    "path", ["/staff/accounts/99/disable", "/staff/accounts/1/promote", "/staff/accounts/0/enable"]
)
async def test_what_is_not_there_is_not_found(server: Running, path: str) -> None:
    browser = await server.staff("admin")
    assert (await browser.submit(path)).status_code in (404, 422)


async def test_an_admin_creates_an_account_that_signs_in(server: Running) -> None:
    browser = await server.staff("admin")
    response = await browser.submit("/staff/accounts", **NEW)
    assert response.headers["location"] == "/staff/accounts?done=created"
    shown = await browser.get(response.headers["location"])
    assert "The account is created" in shown.text
    assert "Ben at the agency" in shown.text
    assert await sign_in(server, "ben") == 303
    assert ("ana", "create_account", "ben") in await audited(server)


@pytest.mark.parametrize(
    ("field", "value", "status", "told"),
    [
        ("login", "ana", 409, "Choose another"),
        ("login", "<b>", 422, "A login has"),
        ("name", " ", 422, "1 to 80 characters"),
        ("role", "boss", 422, "Choose a role"),
        ("password", "short", 422, "at least 12"),
    ],
)
async def test_what_is_wrong_is_told_and_the_form_kept(
    server: Running, field: str, value: str, status: int, told: str
) -> None:
    browser = await server.staff("admin")
    response = await browser.submit("/staff/accounts", **{**NEW, field: value})
    assert response.status_code == status
    assert told in response.text
    assert '<b>"' not in response.text
    assert PASSWORD not in response.text
    if field != "name":
        assert 'value="Ben at the agency"' in response.text


async def test_disabling_signs_out_at_once(server: Running) -> None:
    admin, agent = await server.staff("admin"), await server.staff("agent", "ben")
    assert (await agent.get("/staff/password")).status_code == 200
    path = f"/staff/accounts/{agent.staff.id}"
    assert (await admin.submit(f"{path}/disable")).status_code == 303
    assert (await agent.get("/staff/password")).status_code == 303
    assert await sign_in(server, "ben") == 401
    await admin.submit(f"{path}/enable")
    assert await sign_in(server, "ben") == 303


async def test_a_role_changes_what_may_be_opened_at_once(server: Running) -> None:
    admin, agent = await server.staff("admin"), await server.staff("agent", "ben")
    assert (await agent.get("/editors")).status_code == 403
    await admin.submit(f"/staff/accounts/{agent.staff.id}/role", role="editor")
    assert (await agent.get("/editors")).status_code == 200


async def test_the_last_admin_stays(server: Running) -> None:
    admin = await server.staff("admin")
    for change, fields in (("disable", {}), ("role", {"role": "agent"})):
        response = await admin.submit(f"/staff/accounts/{admin.staff.id}/{change}", **fields)
        assert response.status_code == 409
        assert "last admin" in response.text
    other = await server.staff("admin", "ben")
    assert (await admin.submit(f"/staff/accounts/{other.staff.id}/disable")).status_code == 303
    response = await admin.submit(f"/staff/accounts/{admin.staff.id}/disable")
    assert response.status_code == 409


async def test_a_locked_account_is_shown_and_unlocked(server: Running) -> None:
    admin, agent = await server.staff("admin"), await server.staff("agent", "ben")
    for _ in range(5):
        assert await sign_in(server, "ben", OTHER) == 401
    assert "Locked until" in (await admin.get("/staff/accounts")).text
    assert (await admin.submit(f"/staff/accounts/{agent.staff.id}/unlock")).status_code == 303
    assert await sign_in(server, "ben") == 303


async def change_password(browser: StaffBrowser, **fields: str) -> httpx.Response:
    form = {"current": PASSWORD, "new": OTHER, "again": OTHER, **fields}
    return await browser.submit("/staff/password", **form)


async def test_a_new_password_signs_out_everywhere_else(server: Running) -> None:
    browser = await server.staff("editor")
    form = {"login": "ana", "password": PASSWORD}
    assert (await server.http.post("/staff/sign-in", data=form)).status_code == 303
    assert (await server.http.get("/editors")).status_code == 200
    assert (await change_password(browser)).status_code == 303
    assert (await server.http.get("/editors")).status_code == 303
    assert (await browser.get("/editors")).status_code == 200
    assert await sign_in(server, "ana") == 401
    assert await sign_in(server, "ana", OTHER) == 303
    assert ("ana", "set_password", "ana") in await audited(server)


@pytest.mark.parametrize(
    ("fields", "status", "told"),
    [
        ({"current": OTHER}, 422, "Your current password is another one"),
        ({"again": "another staple battery"}, 422, "not the same"),
        ({"new": "short", "again": "short"}, 422, "at least 12"),
        ({"new": "I am ana, let me in", "again": "I am ana, let me in"}, 422, "contain the login"),
    ],
)
async def test_a_password_is_not_changed_in_error(
    server: Running, fields: dict[str, str], status: int, told: str
) -> None:
    browser = await server.staff("editor")
    response = await change_password(browser, **fields)
    assert response.status_code == status
    assert told in response.text
    assert await sign_in(server, "ana") == 303
