"""Two servers on one PostgreSQL and one Redis: what happens on one holds on the other."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from actions.ports import TicketRequest
from server.conversations.events import LiveEvent
from server.conversations.relay import channel_of
from server.database import utc_now
from server.helpdesk.local import LocalDesk
from server.helpdesk.ports import Notice
from server.helpdesk.service import Outbox
from server.helpdesk.worker import DeliveryWorker
from tests.server.running import Running, Stage, member
from tests.services.two_servers import seen_from, two_servers

pytestmark = pytest.mark.services


@pytest.fixture
async def servers(
    tmp_path: Path, sqlite_stage: Stage, postgres_url: str, redis_url: str
) -> AsyncIterator[tuple[Running, Running]]:
    async with two_servers(tmp_path, sqlite_stage, postgres_url, redis_url) as both:
        async with asyncio.timeout(10):
            await both_hear(both[0])
        yield both


async def both_hear(server: Running) -> None:
    link = server.parts.redis
    assert link is not None
    while (await link.client.pubsub_numsub(channel_of(link)))[0][1] < 2:  # noqa: ASYNC110
        await asyncio.sleep(0.02)


async def test_a_message_sent_twice_at_once_is_one_turn(servers: tuple[Running, Running]) -> None:
    one, two = servers
    for round_ in range(10):
        chat = await one.chat()
        other, key = seen_from(two, chat), f"key {round_}"
        turns = await asyncio.gather(
            *(side.say("hello", key) for side in (chat, other, chat, other))
        )
        assert [turn["turn"] for turn in turns] == [1] * 4
        assert all(turn == turns[0] for turn in turns)
        kept = (await other.transcript())["messages"]
        assert [message["author"] for message in kept] == ["assistant", "citizen", "assistant"]
    assert one.rasa.received == ["hello"] * 10


async def test_messages_on_both_at_once_are_turns_one_after_the_other(
    servers: tuple[Running, Running],
) -> None:
    one, two = servers
    chat = await one.chat()
    sides = [chat, seen_from(two, chat)]
    texts = [f"message {number}" for number in range(16)]
    turns = await asyncio.gather(*(sides[n % 2].say(text) for n, text in enumerate(texts)))
    assert sorted(turn["turn"] for turn in turns) == list(range(1, 17))
    for text, turn in zip(texts, turns, strict=True):
        assert turn["messages"][0]["text"] == f"You said: {text}"
    kept = (await chat.transcript())["messages"][1:]
    said = [(message["turn"], message["author"]) for message in kept]
    assert said == [(n, who) for n in range(1, 17) for who in ("citizen", "assistant")]
    order = [message["text"] for message in kept if message["author"] == "citizen"]
    assert one.rasa.received == order


async def test_what_staff_write_on_one_is_heard_on_the_other(
    servers: tuple[Running, Running],
) -> None:
    one, two = servers
    chat = await two.chat()
    ana = await member(one)
    events = two.parts.events
    async with (
        asyncio.timeout(10),
        events.listen(chat.id) as citizens,
        events.listen("desk") as all_,
    ):
        assert (await ana.submit(f"/desk/conversations/{chat.id}/join")).status_code == 303
        await next_of(citizens, "staff_joined")
        await next_of(all_, "changed")
        await ana.submit(f"/desk/conversations/{chat.id}/messages", text="Hello from A")
        await next_of(citizens, "message")
    assert (await chat.transcript())["messages"][-1]["text"] == "Hello from A"
    assert (await chat.say("are you there?"))["status"] == "handed_off"


async def next_of(stream: AsyncIterator[LiveEvent], kind: str) -> None:
    async for event in stream:
        if event.kind == kind:
            return


async def test_of_two_who_join_at_once_one_is_in_the_chat(servers: tuple[Running, Running]) -> None:
    one, two = servers
    ana, ben = await member(one), await member(two, "ben")
    for _ in range(5):
        chat = await one.chat()
        path = f"/desk/conversations/{chat.id}/join"
        replies = await asyncio.gather(ana.submit(path), ben.submit(path))
        assert sorted(reply.status_code for reply in replies) == [303, 409]


async def test_limits_count_on_both_together(
    tmp_path: Path, sqlite_stage: Stage, postgres_url: str, redis_url: str
) -> None:
    limited = {"rate_limit": "on", "messages_per_minute": 5}
    async with two_servers(tmp_path, sqlite_stage, postgres_url, redis_url, **limited) as (
        one,
        two,
    ):
        chat = await one.chat()
        sides = [chat, seen_from(two, chat)]
        replies = [await sides[n % 2].post({"text": "hello"}) for n in range(7)]
    assert [reply.status_code for reply in replies] == [200] * 5 + [429] * 2


async def test_a_pause_on_one_holds_on_the_other(servers: tuple[Running, Running]) -> None:
    one, two = servers
    chat = await two.chat()
    await one.parts.switches.pause("assistant", "A test", "ada")
    assert (await chat.say("hello"))["status"] == "unanswered"
    assert two.rasa.received == []


async def test_idle_tickets_are_closed_once(servers: tuple[Running, Running]) -> None:
    ana = (await member(servers[0])).staff
    parts = [server.parts for server in servers]
    references = []
    for number in range(8):
        chat = await servers[0].chat()
        request = TicketRequest(chat.id, f"key {number}", "May I?", "Ana", "ana@example.org")
        references.append((await parts[0].tickets.open(request)).reference)
        await parts[0].work.reply(references[-1], ana, "You may.", needs_answer=False)
    later = utc_now() + dt.timedelta(days=60)
    closed = await asyncio.gather(*(each.idle_tickets.close(later) for each in parts))
    assert sum(closed) == 8
    for reference in references:
        history = (await parts[0].work.card(reference)).history
        assert [event.action for event in history].count("close") == 1


async def test_who_is_absent_is_taken_out_once(servers: tuple[Running, Running]) -> None:
    ana = (await member(servers[0])).staff
    chats = [await servers[0].chat() for _ in range(5)]
    for chat in chats:
        await servers[0].parts.takeovers.join(chat.id, ana)
    looking = (each.parts.takeovers.take_out_absent(dt.timedelta(0)) for each in servers)
    assert sum(await asyncio.gather(*looking)) == 5
    for chat in chats:
        texts = [message["text"] for message in (await chat.transcript())["messages"]]
        assert len([text for text in texts if ana.name in text]) == 2  # joined, and lost


async def test_a_notice_is_delivered_by_one_of_them(servers: tuple[Running, Running]) -> None:
    delivered: list[str] = []

    class Desk(LocalDesk):
        name = "remote"

        async def deliver(self, notice: Notice) -> None:
            delivered.append(notice.id)
            await asyncio.sleep(0)

    outbox = Outbox([Desk()])
    async with servers[0].parts.database.session() as session:
        for number in range(40):
            outbox.tell(session, "ticket.opened", f"T-{number}")
    workers = [DeliveryWorker(each.parts.database, Desk(), asyncio.Event()) for each in servers]
    await asyncio.gather(*(worker.work_off() for worker in workers))
    assert len(delivered) == len(set(delivered)) == 40
