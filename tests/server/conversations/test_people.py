"""Whether a person can join a chat: the cases are told apart."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import update

from actions.ports import Presence
from server.conversations.models import Conversation
from server.database import utc_now
from server.staff.models import StaffSession
from server.staff.presence import take_chats
from tests.server.running import Chat, Running, StaffBrowser, Stage, member, running


async def free_agent(server: Running, login: str = "ana") -> StaffBrowser:
    """Somebody signed in who takes chats."""
    browser = await member(server, login)
    await take_chats(server.parts.database, browser.staff, True)
    return browser


async def wanted_since(server: Running, chat: Chat) -> dt.datetime | None:
    async with server.parts.database.session() as session:
        kept = await session.get(Conversation, chat.id)
    assert kept is not None
    return kept.person_wanted_at


async def test_somebody_free_is_here(server: Running, chat: Chat) -> None:
    await free_agent(server)
    assert await server.parts.people.ask_for(chat.id) == Presence("here")
    since = await wanted_since(server, chat)
    assert since is not None
    await server.parts.people.ask_for(chat.id)
    assert await wanted_since(server, chat) == since


@pytest.mark.parametrize("role", ["agent", "editor"])
async def test_who_takes_no_chats_is_not_counted(server: Running, chat: Chat, role: str) -> None:
    browser = await member(server, "ana", "editor" if role == "editor" else "agent")
    await take_chats(server.parts.database, browser.staff, role == "editor")
    assert (await server.parts.people.ask_for(chat.id)).case == "busy"


async def test_who_was_not_seen_for_a_while_is_not_counted(server: Running, chat: Chat) -> None:
    browser = await free_agent(server)
    async with server.parts.database.session() as session:
        longer_ago = utc_now() - dt.timedelta(minutes=6)
        await session.execute(update(StaffSession).values(seen_at=longer_ago))
    assert (await server.parts.people.presence()).case == "busy"
    await browser.get("/staff/sign-in")
    assert (await server.parts.people.presence()).case == "here"


async def test_who_signed_out_is_not_counted(server: Running) -> None:
    browser = await free_agent(server)
    await browser.submit("/staff/sign-out")
    assert (await server.parts.people.presence()).case == "busy"


async def test_with_as_many_chats_as_they_take_all_are_busy(server: Running) -> None:
    browser = await free_agent(server)
    chats = [await server.chat() for _ in range(3)]
    for count, chat in enumerate(chats):
        case = (await server.parts.people.presence()).case
        assert case == "here", f"with {count} chats"
        async with server.parts.database.session() as session:
            values = {"owner_id": browser.staff.id}
            await session.execute(
                update(Conversation).where(Conversation.id == chat.id).values(values)
            )
    assert (await server.parts.people.presence()).case == "busy"
    await free_agent(server, "ben")
    assert (await server.parts.people.presence()).case == "here"


async def test_outside_the_hours_it_says_when_they_open(tmp_path: Path, stage: Stage) -> None:
    yesterday = f"{utc_now() - dt.timedelta(days=1):%a}".lower()
    hours = f"{yesterday} 00:00-00:01"
    async with running(tmp_path, stage, staff_hours=hours, time_zone="UTC") as server:
        await free_agent(server)
        chat = await server.chat()
        presence = await server.parts.people.ask_for(chat.id)
        assert presence.case == "closed"
        assert presence.opens.endswith("at 12:00 a.m. UTC")
        assert await wanted_since(server, chat) is not None


async def test_switched_off_nobody_is_waited_for(server: Running, chat: Chat) -> None:
    await free_agent(server)
    await server.parts.switches.pause("people", "staff meeting", "admin")
    assert await server.parts.people.ask_for(chat.id) == Presence("off")
    assert await wanted_since(server, chat) is None
    await server.parts.switches.resume("people", "meeting over", "admin")
    assert (await server.parts.people.ask_for(chat.id)).case == "here"


async def test_who_gives_it_up_is_waited_for_no_longer(server: Running, chat: Chat) -> None:
    other = await server.chat()
    for each in (chat, other):
        await server.parts.people.ask_for(each.id)
    await server.parts.people.no_longer(chat.id)
    assert await wanted_since(server, chat) is None
    assert await wanted_since(server, other) is not None


async def test_by_setting_people_join_no_chats(tmp_path: Path, stage: Stage) -> None:
    async with running(tmp_path, stage, people="off") as server:
        await free_agent(server)
        assert await server.parts.people.presence() == Presence("off")
