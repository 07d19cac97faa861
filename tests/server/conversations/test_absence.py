"""Watching over those in chats: the watch goes on whatever happens."""

import asyncio
import datetime as dt

from sqlalchemy.exc import OperationalError

from server.conversations.absence import AbsenceWatch
from server.conversations.takeovers import Takeovers
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


class Failing(Takeovers):
    """Fails at every look, as when the database is locked."""

    def __init__(self) -> None:
        self.looks = 0
        self.second_look = asyncio.Event()

    async def take_out_absent(self, after: dt.timedelta) -> int:
        self.looks += 1
        if self.looks == 2:
            self.second_look.set()
        raise OperationalError("", {}, RuntimeError("locked"))


async def test_a_look_that_fails_is_no_end_of_the_watch() -> None:
    failing = Failing()
    watching = asyncio.create_task(AbsenceWatch(failing, 10, every_seconds=0).run())
    await asyncio.wait_for(failing.second_look.wait(), 5)
    assert not watching.done()
    assert failing.looks >= 2
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
