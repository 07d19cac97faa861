"""Tests of the ticket call and the ticket page."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from server.tickets.models import Ticket
from server.widget.files import STATIC
from tests.factories import decision
from tests.server.running import Chat, Running, Stage, running

PERSON = "I want to talk to a person"
QUESTION = "Why is my refund so late?"
TO_THE_SUMMARY = [QUESTION, "Ana Ruiz", "ana@example.org", "yes"]


async def open_ticket(server: Running, chat: Chat) -> tuple[str, str]:
    """Reference and secret of a ticket opened in the chat while Rasa is away."""
    server.rasa.is_up = False
    server.retriever.decisions[PERSON] = replace(decision("person"), reply="Of course.")
    turn = await chat.say(PERSON)
    for text in TO_THE_SUMMARY:
        turn = await chat.say(text)
    turn = await chat.pick(turn["messages"][-1]["choices"][0]["payload"])
    assert turn["status"] == "ticket_opened"
    (message,) = turn["messages"]
    path, _, secret = message["url"].partition("#")
    assert path == f"/tickets/{message['reference']}"
    return message["reference"], secret


async def test_without_identity_a_ticket_is_not_shown(server: Running, chat: Chat) -> None:
    reference, secret = await open_ticket(server, chat)
    for header in ({}, {"Authorization": secret}, {"Authorization": "Bearer"}):
        response = await server.http.get(f"/api/tickets/{reference}", headers=header)
        assert response.status_code == 401
        assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("reference", ["T-2222-2222", "t-2222-2222", "nothing", "%2e%2e"])
async def test_an_unknown_ticket_is_not_found(server: Running, chat: Chat, reference: str) -> None:
    _, secret = await open_ticket(server, chat)
    headers = {"Authorization": f"Bearer {secret}"}
    response = await server.http.get(f"/api/tickets/{reference}", headers=headers)
    assert response.status_code == 404


@pytest.mark.parametrize("wrong", ["wrong", "0" * 40])
async def test_a_wrong_secret_opens_nothing(server: Running, chat: Chat, wrong: str) -> None:
    reference, _ = await open_ticket(server, chat)
    for secret in (wrong, chat.token):
        headers = {"Authorization": f"Bearer {secret}"}
        response = await server.http.get(f"/api/tickets/{reference}", headers=headers)
        assert response.status_code == 404


async def test_the_secret_shows_status_and_thread(server: Running, chat: Chat) -> None:
    reference, secret = await open_ticket(server, chat)
    headers = {"Authorization": f"Bearer {secret}"}
    response = await server.http.get(f"/api/tickets/{reference}", headers=headers)
    assert response.status_code == 200
    ticket = response.json()
    assert (ticket["reference"], ticket["status"]) == (reference, "new")
    assert [message["text"] for message in ticket["thread"]] == [QUESTION]
    assert "ana@example.org" not in response.text


Call = tuple[str, str, dict[str, str] | None]
CALLS: list[Call] = [
    ("GET", "", None),
    ("POST", "/posts", {"text": "Any news?"}),
    ("POST", "/close", None),
    ("POST", "/reopen", {"text": "It came back."}),
]


@pytest.mark.parametrize("call", CALLS, ids=[call[1] or "read" for call in CALLS])
async def test_every_call_needs_the_secret_of_the_ticket(
    server: Running, chat: Chat, call: Call
) -> None:
    method, path, body = call
    reference, secret = await open_ticket(server, chat)
    for asked, headers, status in (
        (reference, {}, 401),
        (reference, {"Authorization": "Bearer wrong"}, 404),
        ("T-2222-2222", {"Authorization": f"Bearer {secret}"}, 404),
        (reference, {"Authorization": f"Bearer {chat.token}"}, 404),
    ):
        url = f"/api/tickets/{asked}{path}"
        response = await server.http.request(method, url, json=body, headers=headers)
        assert response.status_code == status
        assert "thread" not in response.json()


async def test_a_citizen_replies_closes_and_reopens(server: Running, chat: Chat) -> None:
    reference, secret = await open_ticket(server, chat)
    path, headers = f"/api/tickets/{reference}", {"Authorization": f"Bearer {secret}"}
    for _ in range(2):
        replied = await server.http.post(
            f"{path}/posts",
            json={"text": "my ssn is 123-45-6789"},
            headers={**headers, "Idempotency-Key": "k-1"},
        )
        assert replied.status_code == 200, replied.text
        ticket = replied.json()
        assert ticket["notices"] == ["identifier_removed"]
        assert [post["text"] for post in ticket["thread"]] == [QUESTION, "my ssn is [SSN]"]
    closed = await server.http.post(f"{path}/close", headers=headers)
    assert (closed.status_code, closed.json()["status"]) == (200, "closed")
    again = await server.http.post(f"{path}/close", headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "not_possible")
    reopened = await server.http.post(f"{path}/reopen", headers=headers)
    assert (reopened.json()["status"], reopened.json()["may"]) == ("reopened", ["reply", "close"])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "invalid_request"),
        ({"text": None}, "invalid_request"),
        ({"text": "x", "audience": "staff"}, "invalid_request"),
        ({"text": "  "}, "post_empty"),
        ({"text": "x" * 4001}, "post_too_long"),
        ({"text": "x" * 20_001}, "invalid_request"),
    ],
    ids=["none", "null", "more", "empty", "long", "far too long"],
)
async def test_a_reply_that_cannot_be_is_refused_with_a_reason(
    server: Running, chat: Chat, body: dict[str, str], code: str
) -> None:
    reference, secret = await open_ticket(server, chat)
    response = await server.http.post(
        f"/api/tickets/{reference}/posts", json=body, headers={"Authorization": f"Bearer {secret}"}
    )
    assert (response.status_code, response.json()["code"]) == (422, code)


async def test_replies_are_limited_by_ticket_and_only_with_its_secret(
    tmp_path: Path, stage: Stage
) -> None:
    async with running(tmp_path, stage, rate_limit="on", messages_per_minute=20) as server:
        reference, secret = await open_ticket(server, await server.chat())
        path = f"/api/tickets/{reference}/posts"

        async def reply(key: str) -> int:
            headers = {"Authorization": f"Bearer {key}"}
            response = await server.http.post(path, json={"text": "Any news?"}, headers=headers)
            assert (response.status_code == 429) == ("retry-after" in response.headers)
            return response.status_code

        assert {await reply("wrong") for _ in range(25)} == {404}
        assert [await reply(secret) for _ in range(21)] == [200] * 20 + [429]


async def test_a_ticket_holds_the_chat_before_its_form_and_the_candidates(
    server: Running, chat: Chat
) -> None:
    server.rasa.is_up = False
    await chat.say("my ssn is 123-45-6789 and it is late")
    await open_ticket(server, chat)
    async with server.app.state.parts.database.session() as session:
        ticket = (await session.scalars(select(Ticket))).one()
    said = [row["text"] for row in ticket.transcript if row["author"] == "citizen"]
    assert said == ["my ssn is [SSN] and it is late"]
    assert ticket.candidates[0]["candidates"] == [["refunds/where", 0.2]]
    assert ticket.candidates[0]["status"] == "unanswered"


async def test_the_ticket_message_keeps_its_link_after_a_reload(
    server: Running, chat: Chat
) -> None:
    reference, secret = await open_ticket(server, chat)
    last = (await chat.transcript())["messages"][-1]
    assert last["url"] == f"/tickets/{reference}#{secret}"


async def test_a_ticket_outlives_a_restart(tmp_path: Path, stage: Stage) -> None:
    async with running(tmp_path, stage) as server:
        reference, secret = await open_ticket(server, await server.chat())
        kept = stage.on(server.parts.database.url)
    async with running(tmp_path, kept) as again:
        headers = {"Authorization": f"Bearer {secret}"}
        response = await again.http.get(f"/api/tickets/{reference}", headers=headers)
        assert response.json()["reference"] == reference


@pytest.mark.parametrize("reference", ["T-2222-2222", "nothing"])
async def test_the_page_is_the_same_for_every_reference(server: Running, reference: str) -> None:
    response = await server.http.get(f"/tickets/{reference}")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert reference not in response.text


async def test_what_the_page_loads_is_there(server: Running) -> None:
    page = (await server.http.get("/tickets/T-2222-2222")).text
    files = re.findall(r'(?:src|href)="(/widget/[^"]+)"', page)
    assert {file.rpartition(".")[2] for file in files} == {"css", "js", "svg"}
    for file in files:
        assert (await server.http.get(file)).status_code == 200, file


async def test_a_ticket_can_be_found_without_its_link(server: Running) -> None:
    response = await server.http.get("/tickets")
    assert response.status_code == 200
    assert "Reference" in response.text


@pytest.mark.parametrize("page", sorted(path.name for path in STATIC.glob("*.html")))
def test_a_page_keeps_to_the_content_security_policy(page: str) -> None:
    text = (STATIC / page).read_text(encoding="utf-8")
    assert re.search(r"<style|\sstyle=|\son[a-z]+=", text) is None
    assert re.search(r"<script(?![^>]*\ssrc=\"/)", text) is None
    assert '<html lang="en">' in text
    assert "<noscript>" in text
