"""Tests of the page of switches, and that what it pauses is paused at once."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from server.audit.models import AuditRecord
from tests.server.running import Running

PAGE = "/desk/switches"
WHY = "New guidance is expected"


async def audited(server: Running) -> list[tuple[str, str, str, Any]]:
    async with server.parts.database.session() as session:
        rows = (await session.scalars(select(AuditRecord).order_by(AuditRecord.id))).all()
    kept = [row for row in rows if row.action in ("pause", "resume")]
    return [(row.actor, row.action, row.subject, row.detail["comment"]) for row in kept]


async def test_nobody_unknown_sees_or_moves_a_switch(server: Running) -> None:
    for response in (
        await server.http.get(PAGE),
        await server.http.post(f"{PAGE}/pause", data={"name": "assistant", "comment": WHY}),
        await server.http.post(f"{PAGE}/resume", data={"name": "assistant", "comment": WHY}),
    ):
        assert response.status_code == 303
        assert response.headers["location"].startswith("/staff/sign-in")
    assert not (await server.parts.switches.paused()).switches


@pytest.mark.parametrize("role", ["agent", "editor"])
async def test_switches_are_for_admins(server: Running, role: Any) -> None:
    browser = await server.staff(role)
    assert (await browser.get(PAGE)).status_code == 403
    refused = await browser.submit(f"{PAGE}/pause", name="assistant", comment=WHY)
    assert refused.status_code == 403
    assert not (await server.parts.switches.paused()).switches


async def test_a_form_that_is_not_ours_moves_nothing(server: Running) -> None:
    admin = await server.staff("admin", "ada")
    sent = {"name": "assistant", "comment": WHY}
    assert (await admin.http.post(f"{PAGE}/pause", data=sent)).status_code == 403
    assert not (await server.parts.switches.paused()).switches


@pytest.mark.parametrize("name", ["nothing", "topic/unknown", ""])
async def test_what_there_is_not_cannot_be_paused(server: Running, name: str) -> None:
    admin = await server.staff("admin", "ada")
    response = await admin.submit(f"{PAGE}/pause", name=name, comment=WHY)
    assert response.status_code == 404


@pytest.mark.parametrize("name", ["assistant", "tickets", "people", "topic/refunds"])
async def test_a_pause_says_who_and_why_until_it_is_lifted(server: Running, name: str) -> None:
    admin = await server.staff("admin", "ada")
    assert "Nothing is paused." in (await admin.get(PAGE)).text
    response = await admin.submit(f"{PAGE}/pause", name=name, comment=WHY)
    assert (response.status_code, response.headers["location"]) == (303, PAGE)
    text = (await admin.get(PAGE)).text
    assert "1 switch is paused." in text
    assert WHY in text
    assert "<code>ada</code>" in text
    await admin.submit(f"{PAGE}/resume", name=name, comment="It came")
    assert "Nothing is paused." in (await admin.get(PAGE)).text
    assert await audited(server) == [
        ("ada", "pause", name, WHY),
        ("ada", "resume", name, "It came"),
    ]


@pytest.mark.parametrize("comment", ["", "   ", "x" * 501])
@pytest.mark.parametrize("change", ["pause", "resume"])
async def test_without_a_comment_nothing_changes(
    server: Running, change: str, comment: str
) -> None:
    admin = await server.staff("admin", "ada")
    response = await admin.submit(f"{PAGE}/{change}", name="tickets", comment=comment)
    assert response.status_code == 422
    assert "Say why in a comment" in response.text
    assert await audited(server) == []


async def test_topics_are_listed_by_their_labels_and_comments_are_escaped(server: Running) -> None:
    admin = await server.staff("admin", "ada")
    await admin.submit(f"{PAGE}/pause", name="topic/filing", comment="<script>x</script>")
    text = (await admin.get(PAGE)).text
    for label in ("Filing", "Deductions", "Refunds", "Automatic answers", "New tickets"):
        assert label in text
    assert "<script>" not in text


async def test_of_two_admins_at_once_none_is_refused(server: Running) -> None:
    board = server.parts.switches
    await asyncio.gather(*(board.pause("assistant", f"Why {n}", "ada") for n in range(8)))
    assert len((await board.paused()).switches) == 1
    await asyncio.gather(*(board.resume("assistant", f"Why {n}", "ada") for n in range(8)))
    assert [action for _, action, *_ in await audited(server)].count("resume") == 1


async def test_a_comment_is_masked(server: Running) -> None:
    admin = await server.staff("admin", "ada")
    for change in ("pause", "resume"):
        await admin.submit(f"{PAGE}/{change}", name="tickets", comment="See 524-71\u200b-9083")
    assert [comment for *_, comment in await audited(server)] == ["See [SSN]", "See [SSN]"]
