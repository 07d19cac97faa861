"""Watching over those in chats: the watch goes on whatever happens."""

import asyncio

import pytest
from sqlalchemy.exc import OperationalError

from server.conversations.absence import AbsenceWatch
from tests.server.conversations.test_takeovers import unseen
from tests.server.running import Chat, Running, member


async def test_who_gives_no_sign_is_taken_out_at_the_next_look(server: Running, chat: Chat) -> None:
    staff = (await member(server)).staff
    await server.parts.takeovers.join(chat.id, staff)
    watch = AbsenceWatch(server.parts.takeovers, 10)
    await watch.look()
    assert (await chat.say("hello"))["status"] == "handed_off"
    await unseen(server, staff, minutes=11)
    await watch.look()
    assert (await chat.say("hello"))["status"] == "small_talk"


async def test_a_look_that_fails_is_no_end_of_the_watch(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []

    async def failing(_: object) -> int:
        looks.append(1)
        raise OperationalError("", {}, RuntimeError("locked"))

    monkeypatch.setattr(server.parts.takeovers, "take_out_absent", failing)
    monkeypatch.setattr("server.conversations.absence.EVERY_SECONDS", 0)
    watching = asyncio.create_task(AbsenceWatch(server.parts.takeovers, 10).run())
    while len(looks) < 2:
        await asyncio.sleep(0)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
