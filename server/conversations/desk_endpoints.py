"""Owns the desk's pages of chats: the lists, one chat, and what staff do there."""

import secrets
import time
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

from server.conversations.desk_view import without_references
from server.conversations.events import DESK, desk_of
from server.database import utc_now
from server.dependencies import Parts, PartsDep
from server.desk.wording import Clock, span
from server.staff.cookies import CookiesDep
from server.staff.identity import AdminDep, AgentDep, FormDep
from server.staff.pages import page
from server.staff.presence import take_chats

CHATS = "/desk/conversations"
# How often a page that listens is asked who it is; that counts as a sign of them, too.
CHECK_SECONDS = 30.0
router = APIRouter(prefix=CHATS, include_in_schema=False)


def _clock(parts: Parts) -> Clock:
    hours = parts.settings.opening_hours
    return Clock(hours.zone, hours.zone_in_words(utc_now()))


@router.get("")
async def lists(parts: PartsDep, session: AgentDep) -> Response:
    now = utc_now()
    chats = await parts.chats.lists(session.staff)
    return page(
        "conversations.html",
        session=session,
        here=CHATS,
        chats=chats,
        tickets=await parts.tickets.references_of([row.id for row in chats.waiting]),
        presence=await parts.people.presence(),
        ago=lambda moment: span((now - moment).total_seconds()),
    )


@router.post("/presence")
async def presence(parts: PartsDep, session: AgentDep, form: FormDep) -> Response:
    await take_chats(parts.database, session.staff, form.text("takes") == "yes")
    return RedirectResponse(CHATS, 303)


@router.get("/events", response_class=EventSourceResponse)
async def all_events(
    parts: PartsDep, session: AgentDep, cookies: CookiesDep
) -> AsyncIterator[ServerSentEvent]:
    async for event in _listening(parts, DESK, cookies.session):
        yield event


@router.get("/{conversation_id}")
async def chat(conversation_id: str, parts: PartsDep, session: AgentDep) -> Response:
    view = await parts.chats.view(conversation_id)
    tickets, unnamed = await parts.tickets.shown_with_chat(conversation_id)
    return page(
        "conversation.html",
        session=session,
        here=CHATS,
        chat=view,
        key=secrets.token_hex(8),
        state=view.state(session.staff),
        messages=without_references(view.messages, unnamed),
        tickets=tickets,
        has_unnamed=bool(unnamed),
        colleagues=[each for each in view.colleagues if each.id != session.staff.id],
        clock=_clock(parts),
    )


@router.get("/{conversation_id}/messages")
async def messages(
    conversation_id: str,
    parts: PartsDep,
    session: AgentDep,
    after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> Response:
    """The newer messages as list items, for a page that listens; whose the chat is as a header."""
    view = await parts.chats.view(conversation_id, after)
    _, unnamed = await parts.tickets.shown_with_chat(conversation_id)
    response = page(
        "conversation_messages.html",
        session=session,
        messages=without_references(view.messages, unnamed),
        clock=_clock(parts),
    )
    response.headers["X-Chat-State"] = view.state(session.staff)
    return response


@router.get("/{conversation_id}/events", response_class=EventSourceResponse)
async def events(
    conversation_id: str, parts: PartsDep, session: AgentDep, cookies: CookiesDep
) -> AsyncIterator[ServerSentEvent]:
    async for event in _listening(parts, desk_of(conversation_id), cookies.session):
        yield event


async def _listening(parts: Parts, topic: str, token: str) -> AsyncIterator[ServerSentEvent]:
    """Until the session ends."""
    checked = time.monotonic()
    async with parts.events.listen(topic, CHECK_SECONDS) as stream:
        yield ServerSentEvent(event="changed", data={})
        async for event in stream:
            if time.monotonic() >= checked + CHECK_SECONDS:
                checked = time.monotonic()
                staff = await parts.accounts.of_session(token or "")
                if staff is None or not staff.may("agent"):
                    return
            if event.kind != "idle":
                yield ServerSentEvent(event="changed", data={})


@router.post("/{conversation_id}/join")
async def join(conversation_id: str, parts: PartsDep, session: AgentDep, form: FormDep) -> Response:
    await parts.chats.require_open(conversation_id)
    await parts.takeovers.join(conversation_id, session.staff)
    return _to(conversation_id)


@router.post("/{conversation_id}/messages")
async def write(
    conversation_id: str, parts: PartsDep, session: AgentDep, form: FormDep
) -> Response:
    text, key = form.text("text"), form.text("key") or None
    await parts.takeovers.write(conversation_id, session.staff, text, key)
    return _to(conversation_id)


@router.post("/{conversation_id}/leave")
async def leave(
    conversation_id: str, parts: PartsDep, session: AgentDep, form: FormDep
) -> Response:
    await parts.takeovers.leave(conversation_id, session.staff)
    return RedirectResponse(CHATS, 303)


@router.post("/{conversation_id}/pass-on")
async def pass_on(
    conversation_id: str, parts: PartsDep, session: AgentDep, form: FormDep
) -> Response:
    to = form.text("to")
    to_id = int(to) if to.isascii() and to.isdigit() and len(to) < 10 else 0
    await parts.takeovers.pass_on(conversation_id, session.staff, to_id)
    return RedirectResponse(CHATS, 303)


@router.post("/{conversation_id}/end")
async def end(conversation_id: str, parts: PartsDep, session: AdminDep, form: FormDep) -> Response:
    """An admin takes somebody out of a chat."""
    await parts.takeovers.take_out(conversation_id, session.staff)
    return RedirectResponse(CHATS, 303)


def _to(conversation_id: str) -> Response:
    return RedirectResponse(f"{CHATS}/{conversation_id}#text", 303)
