"""No message is answered by both: races between the assistant's reply and a person who joins."""

import asyncio
import random
from contextlib import suppress
from typing import Any

from server.conversations.takeovers import NotYours, Taken
from server.staff.accounts import Staff
from tests.factories import rasa_message
from tests.server.running import Chat, Running, member

STEPS = ("say", "say", "rasa answers", "join", "write", "leave", "pass on")
Sent = asyncio.Task[Any]


async def waiting_for_rasa(server: Running, chat: Chat, text: str) -> Sent:
    """A message on its way to Rasa, which does not answer before its gate is opened."""
    server.rasa.gate.clear()
    server.rasa.reached.clear()
    task = asyncio.create_task(chat.say(text))
    await asyncio.wait_for(server.rasa.reached.wait(), 5)
    return task


async def test_a_reply_that_comes_after_somebody_joined_is_dropped(
    server: Running, chat: Chat
) -> None:
    staff = (await member(server)).staff
    sent = await waiting_for_rasa(server, chat, "where is my refund?")
    await server.parts.takeovers.join(chat.id, staff)
    server.rasa.gate.set()
    turn = await sent
    assert (turn["status"], turn["messages"]) == ("handed_off", [])
    assert "You said" not in str(await chat.transcript())


async def test_a_reply_is_dropped_though_the_person_has_left_again(
    server: Running, chat: Chat
) -> None:
    staff = (await member(server)).staff
    sent = await waiting_for_rasa(server, chat, "where is my refund?")
    await server.parts.takeovers.join(chat.id, staff)
    await server.parts.takeovers.write(chat.id, staff, "It comes on Friday.")
    await server.parts.takeovers.leave(chat.id, staff)
    server.rasa.gate.set()
    assert (await sent)["status"] == "handed_off"
    assert "You said" not in str(await chat.transcript())


async def test_a_message_that_waits_for_its_turn_is_the_persons(
    server: Running, chat: Chat
) -> None:
    staff = (await member(server)).staff
    first = await waiting_for_rasa(server, chat, "one")
    second = asyncio.create_task(chat.say("two"))
    await server.parts.takeovers.join(chat.id, staff)
    server.rasa.gate.set()
    assert [(await each)["status"] for each in (first, second)] == ["handed_off"] * 2
    assert server.rasa.received == ["one"]


async def test_a_ticket_that_a_dropped_turn_opened_is_told(server: Running, chat: Chat) -> None:
    told = {"type": "ticket", "reference": "T-7F3K-92QD"}
    server.rasa.replies["send it"] = [
        rasa_message("Thank you.", "ticket_opened"),
        rasa_message("It is with our staff.", "ticket_opened", custom=told),
    ]
    staff = (await member(server)).staff
    sent = await waiting_for_rasa(server, chat, "send it")
    await server.parts.takeovers.join(chat.id, staff)
    server.rasa.gate.set()
    turn = await sent
    assert turn["status"] == "handed_off"
    assert [message["type"] for message in turn["messages"]] == ["ticket"]
    kept = (await chat.transcript())["messages"]
    assert "Thank you." not in str(kept)
    assert [m["reference"] for m in kept if m["type"] == "ticket"] == ["T-7F3K-92QD"]


async def test_a_repeated_call_gets_the_same_settled_turn(server: Running, chat: Chat) -> None:
    staff = (await member(server)).staff
    await server.parts.takeovers.join(chat.id, staff)
    first = await chat.say("hello", key="once")
    await server.parts.takeovers.leave(chat.id, staff)
    assert await chat.say("hello", key="once") == first
    assert server.rasa.received == []


async def test_of_two_who_join_at_once_one_is_in(server: Running, chat: Chat) -> None:
    people = [(await member(server, login)).staff for login in ("ana", "ben", "cleo")]
    joining = (server.parts.takeovers.join(chat.id, staff) for staff in people)
    outcomes = await asyncio.gather(*joining, return_exceptions=True)
    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", "Taken", "Taken"]


async def test_in_any_order_each_message_is_answered_by_one_side(server: Running) -> None:
    people = [(await member(server, login)).staff for login in ("ana", "ben", "cleo")]
    for seed in range(40):
        await walk(server, people, random.Random(seed))


async def walk(server: Running, people: list[Staff], order: random.Random) -> None:
    """Steps in an order by chance, some while others are under way."""
    chat, sent = await server.chat(), list[Sent]()
    server.rasa.gate.clear()
    for _ in range(order.randint(3, 10)):
        step = order.choice(STEPS)
        if step == "say":
            sent.append(asyncio.create_task(chat.say(f"question {len(sent)}")))
            # So that it gets somewhere: into the database, to Rasa, or behind the one before it.
            await asyncio.sleep(order.choice((0, 0.002, 0.02)))
        elif step == "rasa answers":
            server.rasa.gate.set()
            await asyncio.sleep(order.choice((0, 0.002, 0.02)))
            server.rasa.gate.clear()
        else:
            await act(server, chat, step, order.sample(people, 2))
    server.rasa.gate.set()
    turns = await asyncio.gather(*sent)
    check((await chat.transcript())["messages"][1:], turns)


async def act(server: Running, chat: Chat, step: str, people: list[Staff]) -> None:
    """By somebody who may or may not: that they cannot is part of the walk."""
    one, other = people
    takeovers = server.parts.takeovers
    with suppress(NotYours, Taken):
        if step == "join":
            await takeovers.join(chat.id, one)
        elif step == "write":
            await takeovers.write(chat.id, one, "a person's words")
        elif step == "leave":
            await takeovers.leave(chat.id, one)
        else:
            await takeovers.pass_on(chat.id, one, other.id)


def check(kept: list[Any], turns: list[Any]) -> None:
    assert len([m for m in kept if m["author"] == "citizen"]) == len(turns)
    replies = [m for m in kept if m["author"] == "assistant" and m["type"] == "text"]
    for turn in turns:
        of_turn = [m["text"] for m in replies if m["turn"] == turn["turn"]]
        is_persons = turn["status"] == "handed_off"
        assert [m["text"] for m in turn["messages"]] == of_turn
        assert len(of_turn) == (0 if is_persons else 1)
    inside: str | None = None
    for message in sorted(kept, key=lambda m: m["id"]):
        if message["author"] == "staff":
            assert message["type"] == "joined" or message["name"] == inside
            inside = None if message["type"] == "left" else message["name"]
        elif message in replies:
            assert inside is None, "the assistant spoke while a person was there"
