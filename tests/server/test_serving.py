"""The server over real HTTP: live streams, what was missed, and how they end."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from actions.ports import TicketRequest
from server.conversations import desk_endpoints
from server.launch.plan import free_port
from server.serving import Serving
from tests.server.running import Chat, Running, member


@asynccontextmanager
async def served(server: Running) -> AsyncIterator[tuple[str, Serving]]:
    """The application of the test, reachable over HTTP."""
    settings = server.parts.settings.model_copy(update={"port": free_port()})
    serving = Serving(server.app, settings)
    serving.config.lifespan = "off"
    task = asyncio.create_task(serving.serve())
    while not serving.started:  # noqa: ASYNC110 - it offers no event
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{settings.port}", serving
    serving.should_exit = True
    await asyncio.wait_for(task, 3)


async def event(lines: AsyncIterator[str]) -> tuple[str, Any, str]:
    """Kind, data and id of the next event."""
    found: dict[str, str] = {}
    async for line in lines:
        name, _, value = line.partition(": ")
        if not line and "data" in found:
            return found["event"], json.loads(found["data"]), found.get("id", "")
        if name:
            found[name] = value
    raise AssertionError("the stream ended")


@asynccontextmanager
async def stream(url: str, chat: Chat, **headers: str) -> AsyncIterator[AsyncIterator[str]]:
    path = f"{url}{chat.path}/events"
    async with (
        httpx.AsyncClient(timeout=10, trust_env=False) as http,
        http.stream("GET", path, headers={**chat.headers, **headers}) as response,
    ):
        assert response.headers["content-type"].startswith("text/event-stream")
        lines = aiter(response.aiter_lines())
        assert await anext(lines) == ": listening"
        assert (await anext(lines)).startswith("id: ")
        yield lines


async def test_a_citizen_hears_of_a_person_at_once(server: Running, chat: Chat) -> None:
    staff = (await member(server)).staff
    takeovers = server.parts.takeovers
    async with served(server) as (url, _), stream(url, chat) as lines:
        await takeovers.join(chat.id, staff)
        await takeovers.write(chat.id, staff, "Hello")
        await takeovers.leave(chat.id, staff)
        heard = [await event(lines) for _ in range(4)]
    assert [kind for kind, _, _ in heard] == ["staff_joined", "message", "staff_left", "message"]
    kept = (await chat.transcript())["messages"][1:]
    assert [data for _, data, _ in heard] == kept
    assert [id_.split("-")[0] for _, _, id_ in heard] == [str(message["id"]) for message in kept]


async def test_after_a_break_only_what_was_missed_comes(server: Running, chat: Chat) -> None:
    staff = (await member(server)).staff
    takeovers = server.parts.takeovers
    await chat.say("hello")
    await takeovers.join(chat.id, staff)
    await takeovers.write(chat.id, staff, "one")
    seen = str((await chat.transcript())["messages"][-1]["id"])
    await takeovers.write(chat.id, staff, "two")
    async with served(server) as (url, _), stream(url, chat, **{"Last-Event-ID": seen}) as lines:
        await takeovers.write(chat.id, staff, "three")
        assert [(await event(lines))[1]["text"] for _ in range(2)] == ["two", "three"]


async def test_news_of_a_ticket_that_were_missed_come_too(server: Running, chat: Chat) -> None:
    staff = (await member(server)).staff
    request = TicketRequest(chat.id, "a key", "May I?", "Ana", "ana@example.org")
    reference = (await server.parts.tickets.open(request)).reference
    work = server.parts.work
    async with served(server) as (url, _):
        async with stream(url, chat) as lines:
            await work.claim(reference, staff)
            kind, data, seen = await event(lines)
            assert (kind, data["status"], data["reply"]) == ("ticket", "open", False)
        await work.note(reference, staff, "Not for the citizen")
        await work.reply(reference, staff, "You may.", needs_answer=False)
        async with stream(url, chat, **{"Last-Event-ID": seen}) as lines:
            kind, data, _ = await event(lines)
    assert kind == "ticket"
    assert data == {"reference": reference, "status": "answered", "reply": True}


@pytest.mark.parametrize("seen", ["", "x", "-5", "7-", "99999999999999999999", "1-2-3"])
async def test_a_last_event_that_is_none_is_no_harm(server: Running, chat: Chat, seen: str) -> None:
    staff = (await member(server)).staff
    request = TicketRequest(chat.id, "a key", "May I?", "Ana", "ana@example.org")
    reference = (await server.parts.tickets.open(request)).reference
    async with served(server) as (url, _), stream(url, chat, **{"Last-Event-ID": seen}) as lines:
        await server.parts.work.claim(reference, staff)
        kind, data, _ = await event(lines)
    assert (kind, data["status"]) == ("ticket", "open")


async def test_streams_end_when_the_server_stops(server: Running, chat: Chat) -> None:
    async with served(server) as (url, serving), stream(url, chat) as lines:
        serving.should_exit = True
        assert [line async for line in lines if line] == []


async def test_a_desk_page_listens_until_its_session_ends(
    server: Running, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = await member(server)
    monkeypatch.setattr(desk_endpoints, "CHECK_SECONDS", 0.05)
    path, cookies = f"/desk/conversations/{chat.id}/events", browser.http.cookies
    async with (
        served(server) as (url, _),
        httpx.AsyncClient(base_url=url, timeout=10, trust_env=False, cookies=cookies) as http,
        http.stream("GET", path) as response,
    ):
        lines = aiter(response.aiter_lines())
        assert (await event(lines))[0] == "changed"
        await chat.say("hello")
        assert (await event(lines))[0] == "changed"
        await browser.submit("/staff/sign-out")
        await asyncio.wait_for(_to_the_end(lines), 5)


async def _to_the_end(lines: AsyncIterator[str]) -> None:
    async for _ in lines:
        pass
