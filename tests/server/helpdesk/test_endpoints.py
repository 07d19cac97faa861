"""Tests of the page of deliveries."""

import datetime as dt
import uuid
from typing import Any

import pytest
from sqlalchemy import select

from server.audit.models import AuditRecord
from server.database import utc_now
from server.helpdesk.models import Delivery
from tests.server.running import Running, StaffBrowser

PAGE = "/desk/deliveries"
RETRY_ALL = f"{PAGE}/retry"
PROBLEM = "The receiver replied with status 503."


async def add(server: Running, **values: Any) -> Delivery:
    """A delivery that was given up, to a help desk that no worker of the server looks after."""
    standing: dict[str, Any] = {
        "notice_id": f"msg_{uuid.uuid4().hex}",
        "helpdesk": "webhook",
        "event": "ticket.citizen_replied",
        "subject": "T-7F3K-92QD",
        "payload": {},
        "state": "dead",
        "attempts": 8,
        "next_at": utc_now(),
        "problem": PROBLEM,
        "created_at": utc_now(),
    }
    delivery = Delivery(**{**standing, **values})
    async with server.parts.database.session() as session:
        session.add(delivery)
    return delivery


async def stored(server: Running, delivery: Delivery) -> Delivery:
    async with server.parts.database.session() as session:
        found = await session.get(Delivery, delivery.id)
    assert found is not None
    return found


async def audited(server: Running) -> list[tuple[str, str, dict[str, Any]]]:
    async with server.parts.database.session() as session:
        rows = (await session.scalars(select(AuditRecord))).all()
    return [(r.actor, r.subject, r.detail) for r in rows if r.action == "retry_delivery"]


async def test_nobody_unknown_sees_or_retries_deliveries(server: Running) -> None:
    for response in (await server.http.get(PAGE), await server.http.post(RETRY_ALL)):
        assert response.status_code == 303
        assert response.headers["location"].startswith("/staff/sign-in")


@pytest.mark.parametrize("role", ["agent", "editor"])
async def test_deliveries_are_for_admins(server: Running, role: Any) -> None:
    browser = await server.staff(role)
    delivery = await add(server)
    assert (await browser.get(PAGE)).status_code == 403
    for path in (RETRY_ALL, f"{PAGE}/{delivery.id}/retry"):
        assert (await browser.submit(path)).status_code == 403
    assert (await stored(server, delivery)).state == "dead"


@pytest.fixture
async def admin(server: Running) -> StaffBrowser:
    return await server.staff("admin")


async def test_the_page_without_deliveries(admin: StaffBrowser) -> None:
    response = await admin.get(PAGE)
    assert response.status_code == 200
    assert "No notice was given up." in response.text
    assert "<code>local</code>" in response.text


async def test_the_page_shows_what_was_given_up_and_what_is_tried_again(
    server: Running, admin: StaffBrowser
) -> None:
    await add(server, subject="T-2222-3333", payload={"question": "typed by a citizen"})
    tomorrow = utc_now() + dt.timedelta(days=1)
    await add(server, state="pending", attempts=2, next_at=tomorrow, subject="T-4444-7777")
    await add(server, state="delivered", subject="T-9999-9999")
    text = (await admin.get(PAGE)).text
    assert "1\n    notice was given up" in text
    assert "T-2222-3333" in text
    assert "T-4444-7777" in text
    assert tomorrow.strftime("%Y-%m-%d %H:%M") in text
    assert PROBLEM in text
    assert "Citizen replied" in text
    assert "Not set up now" in text
    assert "T-9999-9999" not in text
    assert "typed by a citizen" not in text


async def test_one_is_tried_again_and_that_is_audited(server: Running, admin: StaffBrowser) -> None:
    delivery, other = await add(server), await add(server, notice_id="msg_other")
    response = await admin.submit(f"{PAGE}/{delivery.id}/retry")
    assert (response.status_code, response.headers["location"]) == (303, PAGE)
    revived = await stored(server, delivery)
    assert (revived.state, revived.attempts) == ("pending", 0)
    assert (await stored(server, other)).state == "dead"
    detail = {"helpdesk": "webhook", "notice": delivery.notice_id}
    assert await audited(server) == [("ana", "T-7F3K-92QD", detail)]


async def test_all_are_tried_again_and_that_is_audited(
    server: Running, admin: StaffBrowser
) -> None:
    dead = [await add(server, notice_id=f"msg_{number}") for number in range(3)]
    done = await add(server, state="delivered")
    assert (await admin.submit(RETRY_ALL)).status_code == 303
    assert {(await stored(server, each)).state for each in dead} == {"pending"}
    assert (await stored(server, done)).state == "delivered"
    assert (await admin.submit(RETRY_ALL)).status_code == 303
    assert await audited(server) == [("ana", "all", {"count": 3})]


async def test_a_second_click_is_a_conflict(server: Running, admin: StaffBrowser) -> None:
    delivery = await add(server)
    path = f"{PAGE}/{delivery.id}/retry"
    assert (await admin.submit(path)).status_code == 303
    assert (await admin.submit(path)).status_code == 409


@pytest.mark.parametrize(
    ("id_", "status"), [("999", 404), ("x", 422), ("-1", 422), ("9" * 20, 422)]
)
async def test_an_unknown_delivery(admin: StaffBrowser, id_: str, status: int) -> None:
    assert (await admin.submit(f"{PAGE}/{id_}/retry")).status_code == status


async def test_a_form_of_another_site_changes_nothing(server: Running, admin: StaffBrowser) -> None:
    delivery = await add(server)
    for path in (RETRY_ALL, f"{PAGE}/{delivery.id}/retry"):
        assert (await admin.http.post(path, data={})).status_code == 403
    assert (await stored(server, delivery)).state == "dead"


async def test_a_value_of_the_table_is_shown_as_text(server: Running, admin: StaffBrowser) -> None:
    await add(server, problem="<script>alert(1)</script>", helpdesk="<b>desk</b>")
    text = (await admin.get(PAGE)).text
    assert "<script>alert" not in text
    assert "<b>desk" not in text
