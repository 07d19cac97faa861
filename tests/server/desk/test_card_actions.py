"""Tests of what staff do on a card."""

from typing import Any

import pytest

from server.tickets.posts import LONGEST_POST
from server.tickets.views import TicketCard
from tests.server.desk.test_queue import opened
from tests.server.running import Running, StaffBrowser

ACTIONS = (
    "claim", "reply", "note", "assign", "close", "reopen", "priority", "topic", "due", "draft",
)  # fmt: skip


async def card(server: Running, reference: str) -> TicketCard:
    return await server.parts.work.card(reference)


async def sent(
    server: Running, browser: StaffBrowser, reference: str, action: str, **fields: Any
) -> Any:
    """The response to a form of the card as it is now, unless `seen` says otherwise."""
    given = {"seen": (await card(server, reference)).version, **fields}
    return await browser.submit(f"/desk/tickets/{reference}/{action}", **given)


@pytest.mark.parametrize("action", ACTIONS)
async def test_an_action_is_for_agents_with_our_own_form(server: Running, action: str) -> None:
    reference = await opened(server)
    path = f"/desk/tickets/{reference}/{action}"
    assert (await server.http.post(path)).status_code == 303
    editor, agent = await server.staff("editor"), await server.staff("agent", "bea")
    assert (await editor.submit(path, text="x")).status_code == 403
    assert (await agent.http.post(path, data={"text": "x"})).status_code == 403
    unknown = await agent.submit(f"/desk/tickets/T-2222-2222/{action}", text="x", note="x")
    assert unknown.status_code in (404, 422)
    assert len((await card(server, reference)).history) <= 1


@pytest.mark.parametrize(
    ("action", "fields", "told", "status"),
    [
        pytest.param("claim", {}, "claimed", "open", id="claim"),
        pytest.param(
            "reply", {"text": "Yes.", "kind": "answer"}, "replied", "answered", id="answer"
        ),
        pytest.param("reply", {"text": "Which?", "kind": "ask"}, "replied", "waiting", id="ask"),
        pytest.param("note", {"note": "Hm."}, "noted", "new", id="note"),
        pytest.param("close", {}, "closed", "closed", id="close"),
        pytest.param("priority", {"priority": "urgent"}, "set", "new", id="priority"),
        pytest.param("topic", {"topic": "refunds"}, "set", "new", id="topic"),
        pytest.param("topic", {"topic": ""}, "set", "new", id="no topic"),
        pytest.param("due", {"due": "2026-12-01T15:30"}, "set", "new", id="due"),
        pytest.param("due", {"due": ""}, "set", "new", id="no due"),
    ],
)
async def test_an_action_leads_back_to_the_card(
    server: Running, action: str, fields: dict[str, str], told: str, status: str
) -> None:
    agent, reference = await server.staff(), await opened(server)
    response = await sent(server, agent, reference, action, **fields)
    assert response.status_code == 303, response.text
    assert response.headers["location"] == f"/desk/tickets/{reference}?done={told}"
    assert (await card(server, reference)).status == status
    assert 'role="status"' in (await agent.http.get(response.headers["location"])).text


async def test_a_due_time_is_in_the_time_of_the_office(server: Running) -> None:
    agent, reference = await server.staff(), await opened(server)
    await sent(server, agent, reference, "due", due="2026-12-01T15:30")
    due_at = (await card(server, reference)).due_at
    assert due_at is not None
    assert due_at.isoformat() == "2026-12-01T20:30:00+00:00"
    text = (await agent.get(f"/desk/tickets/{reference}")).text
    assert 'value="2026-12-01T15:30"' in text
    assert "Dec 1, 2026, 3:30 p.m." in text


async def test_a_ticket_is_handed_over_with_a_note(server: Running) -> None:
    agent, bea = await server.staff(), await server.staff("agent", "bea")
    reference = await opened(server)
    response = await sent(
        server, agent, reference, "assign", to=str(bea.staff.id), hand_note="Yours, I think."
    )
    assert response.headers["location"].endswith("?done=handed")
    found = await card(server, reference)
    assert found.assignee_id == bea.staff.id
    assert [(post.text, post.is_note) for post in found.thread] == [("Yours, I think.", True)]
    text = (await bea.get(f"/desk/tickets/{reference}")).text
    assert f"handed it to {bea.staff.name}" in text


async def test_a_closed_ticket_is_reopened(server: Running) -> None:
    agent, reference = await server.staff(), await opened(server)
    await sent(server, agent, reference, "close")
    await sent(server, agent, reference, "reopen")
    assert (await card(server, reference)).status == "reopened"


@pytest.mark.parametrize(
    ("action", "fields", "status", "said"),
    [
        pytest.param("reply", {"text": " \r\n"}, 422, "no words", id="empty"),
        pytest.param("reply", {"text": "x" * (LONGEST_POST + 1)}, 422, "at most", id="long"),
        pytest.param("note", {"note": "…"}, 422, "no words", id="empty note"),
        pytest.param("assign", {"to": ""}, 422, "Choose a colleague", id="nobody"),
        pytest.param("assign", {"to": "9" * 30}, 422, "Choose a colleague", id="unknown"),
        pytest.param("priority", {"priority": "now"}, 422, "Choose a priority", id="priority"),
        pytest.param("topic", {"topic": "gone"}, 422, "Choose a topic", id="topic"),
        pytest.param("due", {"due": "soon"}, 422, "Enter the due time", id="due"),
        pytest.param("due", {"due": "9999-12-31T23:59"}, 422, "Enter the due time", id="far"),
        pytest.param("reopen", {}, 409, "cannot take the action reopen", id="not possible"),
        pytest.param("draft", {"text": ""}, 422, "Write the reply first", id="no draft"),
    ],
)
async def test_what_cannot_be_done_is_said_on_the_card(
    server: Running, action: str, fields: dict[str, str], status: int, said: str
) -> None:
    agent, reference = await server.staff(), await opened(server)
    before = await card(server, reference)
    response = await sent(server, agent, reference, action, **fields)
    assert response.status_code == status
    assert said in response.text
    assert 'role="alert"' in response.text
    after = await card(server, reference)
    assert (after.version, after.thread) == (before.version, before.thread)


async def test_of_two_on_the_same_card_the_second_sees_what_the_first_did(server: Running) -> None:
    agent, bea = await server.staff(), await server.staff("agent", "bea")
    reference = await opened(server)
    seen = (await card(server, reference)).version
    await sent(server, bea, reference, "claim")
    await sent(server, bea, reference, "reply", text="It is on its way.", kind="answer")
    typed = "My <b>own</b> reply\nin two lines"
    stale = await sent(server, agent, reference, "reply", text=typed, kind="ask", seen=seen)
    assert stale.status_code == 409
    text = stale.text
    assert f"{bea.staff.name} claimed it" in text
    assert f"{bea.staff.name} answered" in text
    assert "Nothing was sent" in text
    box = text[text.index('<textarea id="text"') :].split("</textarea>")[0]
    assert box.endswith("My &lt;b&gt;own&lt;/b&gt; reply\nin two lines")
    assert 'value="ask" checked' in text
    assert len((await card(server, reference)).thread) == 1
    # The page shown is of the ticket as it is now: sent again, the reply goes out.
    again = await sent(server, agent, reference, "reply", text=typed, kind="ask")
    assert again.status_code == 303


@pytest.mark.parametrize("action", ["claim", "close", "priority"])
@pytest.mark.parametrize("seen", ["", "none", "2026-01-01T00:00:00"])
async def test_a_form_without_a_version_of_the_ticket_is_stale(
    server: Running, action: str, seen: str
) -> None:
    agent, reference = await server.staff(), await opened(server)
    response = await sent(server, agent, reference, action, priority="low", seen=seen)
    assert response.status_code == 409
    assert "changed in the meantime" in response.text


async def test_a_reply_sent_twice_is_stored_once(server: Running) -> None:
    agent, reference = await server.staff(), await opened(server)
    seen = (await card(server, reference)).version
    for _ in range(2):
        response = await sent(
            server, agent, reference, "reply", text="Yes.", key="0123456789abcdef", seen=seen
        )
        assert response.status_code == 303
    assert len((await card(server, reference)).thread) == 1


async def test_a_personal_number_in_a_reply_is_removed_and_that_is_said(server: Running) -> None:
    agent, reference = await server.staff(), await opened(server)
    response = await sent(server, agent, reference, "reply", text="Your SSN is 123-45-6789.")
    text = (await agent.http.get(response.headers["location"])).text
    assert "What looked like a personal number was removed" in text
    assert "123-45-6789" not in text
    assert "Your SSN is [SSN]." in text


async def test_a_reply_becomes_a_draft_and_stays_in_its_box(server: Running) -> None:
    agent, reference = await server.staff(), await opened(server, "Can I wait? My ssn 123-45-6789")
    response = await sent(server, agent, reference, "draft", text="Yes, you can.")
    assert response.status_code == 200
    assert "The draft can-i-wait-my-ssn-ssn.md is begun" in response.text
    box = response.text[response.text.index('<textarea id="text"') :].split("</textarea>")[0]
    assert box.endswith("Yes, you can.")
    text = await server.parts.drafts.text("can-i-wait-my-ssn-ssn.md")
    assert "\nYes, you can.\n" in text
    assert "123-45" not in text
    assert len((await card(server, reference)).thread) == 0


async def test_without_a_typed_reply_the_last_one_sent_becomes_the_draft(server: Running) -> None:
    agent, reference = await server.staff(), await opened(server)
    await sent(server, agent, reference, "reply", text="First.", kind="ask")
    await sent(server, agent, reference, "reply", text="Second.", kind="answer")
    await sent(server, agent, reference, "note", note="A note.")
    await sent(server, agent, reference, "close")
    response = await sent(server, agent, reference, "draft")
    assert response.status_code == 200
    text = await server.parts.drafts.text("can-i-wait.md")
    assert "\nSecond.\n" in text
    assert "A note." not in text
