"""A person in a chat: joins, writes, passes it on, leaves; the assistant is silent meanwhile."""

import asyncio
import datetime as dt

import pytest
from sqlalchemy import select, update

from server.conversations.models import Conversation, Takeover
from server.conversations.takeovers import NotThere, NotYours, PeopleOff, Taken
from server.database import utc_now
from server.errors import NotFound
from server.staff.accounts import Staff
from server.staff.models import StaffSession
from server.switches.service import ASSISTANT, TICKETS
from tests.factories import DEDUCTION, decision, question_of, rasa_message
from tests.server.running import Chat, Running, member

BEN = "Ben of the agency"
ANA = "Ana of the agency"


async def said(chat: Chat) -> list[tuple[str, str]]:
    """Author and text of all after the greeting."""
    messages = (await chat.transcript())["messages"]
    return [(message["author"], message["text"]) for message in messages[1:]]


async def test_while_a_person_is_there_nothing_reaches_rasa_or_the_retriever(
    server: Running, chat: Chat
) -> None:
    await server.parts.takeovers.join(chat.id, (await member(server)).staff)
    question = question_of(DEDUCTION)
    server.retriever.decisions[question] = decision("answered", DEDUCTION)
    turn = await chat.say(question)
    assert (turn["status"], turn["messages"]) == ("handed_off", [])
    assert server.rasa.received == []
    assert server.retriever.contexts == {}


async def test_messages_go_both_ways_in_order(server: Running, chat: Chat) -> None:
    staff = (await member(server)).staff
    await chat.say("hello")
    await server.parts.takeovers.join(chat.id, staff)
    await server.parts.takeovers.write(chat.id, staff, "How can I help?")
    await chat.say("My refund is late.")
    await server.parts.takeovers.write(chat.id, staff, "Let me look.")
    messages = (await chat.transcript(0))["messages"]
    assert [(m["author"], m["type"], m["turn"]) for m in messages[2:]] == [
        ("staff", "joined", 1),
        ("staff", "text", 1),
        ("citizen", "text", 2),
        ("staff", "text", 2),
    ]
    assert {m["name"] for m in messages if m["author"] == "staff"} == {ANA}
    ids = [m["id"] for m in messages]
    assert ids == sorted(set(ids))


async def test_only_one_person_joins(server: Running, chat: Chat) -> None:
    first, second = (await member(server)).staff, (await member(server, "ben")).staff
    await server.parts.takeovers.join(chat.id, first)
    for staff in (first, second):
        with pytest.raises(Taken):
            await server.parts.takeovers.join(chat.id, staff)
    assert len(await said(chat)) == 1


async def test_a_chat_unknown_cannot_be_joined(server: Running) -> None:
    with pytest.raises(NotFound):
        await server.parts.takeovers.join("nothing", (await member(server)).staff)


async def test_switched_off_nobody_joins_but_who_is_there_stays(
    server: Running, chat: Chat
) -> None:
    staff = (await member(server)).staff
    await server.parts.takeovers.join(chat.id, staff)
    await server.parts.switches.pause("people", "a drill", "admin")
    other = await server.chat()
    with pytest.raises(PeopleOff):
        await server.parts.takeovers.join(other.id, staff)
    await server.parts.takeovers.write(chat.id, staff, "I am still here.")


async def test_who_is_not_in_the_chat_can_do_nothing_there(server: Running, chat: Chat) -> None:
    first, second = (await member(server)).staff, (await member(server, "ben")).staff
    takeovers = server.parts.takeovers
    await takeovers.join(chat.id, first)
    for staff in (second, (await member(server, "cleo", "admin")).staff):
        with pytest.raises(NotYours):
            await takeovers.write(chat.id, staff, "Hello")
        with pytest.raises(NotYours):
            await takeovers.leave(chat.id, staff)
        with pytest.raises(NotYours):
            await takeovers.pass_on(chat.id, staff, first.id)
    assert len(await said(chat)) == 1


async def test_a_message_sent_again_is_stored_once(server: Running, chat: Chat) -> None:
    staff, takeovers = (await member(server)).staff, server.parts.takeovers
    await takeovers.join(chat.id, staff)
    await asyncio.gather(*(takeovers.write(chat.id, staff, "Hello", "k1") for _ in range(3)))
    await takeovers.write(chat.id, staff, "Hello", "k2")
    await takeovers.write(chat.id, staff, "Something new from the same page", "k1")
    other = await server.chat()
    await takeovers.join(other.id, staff)
    await takeovers.write(other.id, staff, "Hello", "k1")
    texts = [text for author, text in await said(chat) if author == "staff"]
    assert texts[1:] == ["Hello", "Hello", "Something new from the same page"]
    assert (await said(other))[-1] == ("staff", "Hello")
    await takeovers.leave(chat.id, staff)
    await takeovers.write(chat.id, staff, "Hello", "k1")  # was sent, and is not sent again
    with pytest.raises(NotYours):
        await takeovers.write(chat.id, staff, "Hello", "k3")
    assert str(await said(chat)).count("Hello") == 2


async def test_an_identifier_that_staff_type_is_masked(server: Running, chat: Chat) -> None:
    staff = (await member(server)).staff
    await server.parts.takeovers.join(chat.id, staff)
    await server.parts.takeovers.write(chat.id, staff, "Is your SSN 524-71-9083?")
    assert (await said(chat))[-1] == ("staff", "Is your SSN [SSN]?")


async def test_after_leaving_the_assistant_answers_and_a_ticket_is_offered(
    server: Running, chat: Chat
) -> None:
    staff = (await member(server)).staff
    await server.parts.takeovers.join(chat.id, staff)
    await server.parts.takeovers.leave(chat.id, staff)
    told = (await chat.transcript())["messages"][-2:]
    assert [(m["author"], m["type"]) for m in told] == [("staff", "left"), ("assistant", "choices")]
    assert ANA in told[0]["text"]
    offered = told[1]["choices"][0]["payload"]
    turn = await chat.say("and now?")
    assert turn["messages"][0]["text"] == "You said: and now?"
    assert (await chat.pick(offered))["status"] != "error"
    with pytest.raises(NotYours):
        await server.parts.takeovers.leave(chat.id, staff)


@pytest.mark.parametrize(
    ("switches", "answers", "tickets"),
    [((TICKETS,), True, False), ((ASSISTANT,), False, True), ((ASSISTANT, TICKETS), False, False)],
    ids=["tickets", "assistant", "both"],
)
async def test_after_leaving_nothing_that_is_paused_is_offered(
    server: Running, chat: Chat, switches: tuple[str, ...], answers: bool, tickets: bool
) -> None:
    staff = (await member(server)).staff
    await server.parts.takeovers.join(chat.id, staff)
    for switch in switches:
        await server.parts.switches.pause(switch, "a drill", "admin")
    await server.parts.takeovers.leave(chat.id, staff)
    told = (await chat.transcript())["messages"][-1]
    assert ("next question" in told["text"]) is answers
    assert ("open a ticket" in told["text"]) is tickets
    payloads = [choice["payload"] for choice in told.get("choices", [])]
    assert payloads == ["/talk_to_human"] * tickets


async def test_rasa_leaves_a_half_filled_form_before_it_goes_on(
    server: Running, chat: Chat
) -> None:
    server.rasa.replies["/stop"] = [rasa_message("I have stopped.", "small_talk")]
    staff = (await member(server)).staff
    await chat.say("I want to talk to a person")
    await server.parts.takeovers.join(chat.id, staff)
    await server.parts.takeovers.leave(chat.id, staff)
    server.rasa.is_up = False
    assert (await chat.say("when is it due?"))["degraded"] is True
    server.rasa.is_up = True
    server.rasa.received.clear()
    await chat.say("what is a W-2?")
    await chat.say("and a 1099?")
    assert server.rasa.received == ["/stop", "what is a W-2?", "and a 1099?"]
    assert "I have stopped." not in str(await said(chat))


async def test_a_ticket_begun_without_rasa_is_given_up(server: Running, chat: Chat) -> None:
    server.rasa.is_up = False
    await chat.say("anything")
    assert (await chat.pick("/talk_to_human"))["status"] == "ticket_form"
    staff = (await member(server)).staff
    await server.parts.takeovers.join(chat.id, staff)
    await server.parts.takeovers.leave(chat.id, staff)
    assert (await chat.say("Ana Ruiz"))["status"] == "unanswered"


async def test_a_colleague_gets_the_chat_and_the_citizen_is_told(
    server: Running, chat: Chat
) -> None:
    first, second = (await member(server)).staff, (await member(server, "ben")).staff
    takeovers = server.parts.takeovers
    await takeovers.join(chat.id, first)
    await takeovers.pass_on(chat.id, first, second.id)
    author, text = (await said(chat))[-1]
    assert author == "staff"
    assert ANA in text
    assert BEN in text
    with pytest.raises(NotYours):
        await takeovers.write(chat.id, first, "One more thing")
    await takeovers.write(chat.id, second, "Hello, this is Ben.")
    async with server.parts.database.session() as session:
        rows = (await session.scalars(select(Takeover).order_by(Takeover.id))).all()
    assert [(row.account_id, row.left_at is None) for row in rows] == [
        (first.id, False),
        (second.id, True),
    ]


async def test_a_chat_is_passed_only_to_somebody_there(server: Running, chat: Chat) -> None:
    first = (await member(server)).staff
    editor = (await member(server, "eva", "editor")).staff
    gone = (await member(server, "gil")).staff
    await unseen(server, gone, minutes=6)
    await server.parts.takeovers.join(chat.id, first)
    for account_id in (first.id, editor.id, gone.id, 9999):
        with pytest.raises(NotThere):
            await server.parts.takeovers.pass_on(chat.id, first, account_id)


async def test_an_admin_ends_a_takeover(server: Running, chat: Chat) -> None:
    admin = (await member(server, "cleo", "admin")).staff
    with pytest.raises(NotYours):
        await server.parts.takeovers.take_out(chat.id, admin)
    await server.parts.takeovers.join(chat.id, (await member(server)).staff)
    await server.parts.takeovers.take_out(chat.id, admin)
    assert (await chat.say("hello"))["status"] == "small_talk"


async def test_who_gives_no_sign_is_taken_out_and_the_citizen_is_told(
    server: Running, chat: Chat
) -> None:
    absent, there = (await member(server)).staff, (await member(server, "ben")).staff
    other = await server.chat()
    takeovers = server.parts.takeovers
    await takeovers.join(chat.id, absent)
    await takeovers.join(other.id, there)
    assert await takeovers.take_out_absent(dt.timedelta(minutes=10)) == 0
    await unseen(server, absent, minutes=11)
    assert await takeovers.take_out_absent(dt.timedelta(minutes=10)) == 1
    assert f"{ANA} is no longer connected" in str(await said(chat))
    assert (await chat.say("hello"))["status"] == "small_talk"
    assert (await other.say("hello"))["status"] == "handed_off"


async def unseen(server: Running, staff: Staff, minutes: int) -> None:
    """As if they had given no sign for so long."""
    async with server.parts.database.session() as session:
        then = utc_now() - dt.timedelta(minutes=minutes)
        statement = update(StaffSession).where(StaffSession.account_id == staff.id)
        await session.execute(statement.values(seen_at=then))


async def test_joining_ends_the_waiting(server: Running, chat: Chat) -> None:
    await server.parts.people.ask_for(chat.id)
    await server.parts.takeovers.join(chat.id, (await member(server)).staff)
    async with server.parts.database.session() as session:
        kept = await session.get(Conversation, chat.id)
    assert kept is not None
    assert kept.person_wanted_at is None
