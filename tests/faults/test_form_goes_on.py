"""Tests of the ticket form when Rasa falls silent in it: nothing asked twice, never two tickets."""

import hashlib
from typing import Any

import pytest
from sqlalchemy import update

from actions.ports import TicketRequest
from actions.ticket_preview import preview
from actions.ticket_run import RUN, TICKET_FIELDS, ticket_key
from server.conversations.models import Conversation, Turn
from server.database import utc_now
from tests.factories import rasa_message
from tests.server.running import Chat, Running

MAIL = "eve@example.org"
FILLED = {
    "ticket_question": "Where is my refund?",
    "ticket_name": "Eve Evans",
    "ticket_contact": MAIL,
    "ticket_consent": True,
    RUN: "20.25",
}


async def in_form(server: Running, chat: Chat, fields: dict[str, Any]) -> None:
    """Rasa asks for what follows the fields, which it has collected and told."""
    told = rasa_message(custom={"type": TICKET_FIELDS, "fields": fields})
    server.rasa.replies["a person please"] = [told, rasa_message("Next?", "ticket_form")]
    turn = await chat.say("a person please")
    assert [message["text"] for message in turn["messages"]] == ["Next?"]


def sent_by_rasa(chat: Chat) -> TicketRequest:
    """What Rasa's own action would open for a yes."""
    return TicketRequest(
        conversation_id=chat.id,
        idempotency_key=ticket_key(chat.id, FILLED[RUN], preview(FILLED)),
        question="Where is my refund?",
        name="Eve Evans",
        contact=MAIL,
    )


async def taken_by_rasa_alone(server: Running, chat: Chat) -> None:
    """A second turn, whose key is "k": its server died before the reply was stored."""
    key = hashlib.sha256(b"k").hexdigest()
    unfinished = Turn(conversation_id=chat.id, number=2, idempotency_key=key, created_at=utc_now())
    async with server.parts.database.session() as session:
        session.add(unfinished)
        await session.execute(update(Conversation).values(last_turn=2))
    server.rasa.received.clear()


async def references(server: Running, chat: Chat) -> list[str]:
    return [each.reference for each in await server.parts.tickets.of_conversation(chat.id)]


async def test_nothing_collected_is_asked_for_again(server: Running, chat: Chat) -> None:
    await in_form(server, chat, {name: FILLED[name] for name in ("ticket_question", "ticket_name")})
    server.rasa.is_up = False
    turn = await chat.say(MAIL)
    assert turn["degraded"]
    (asked,) = turn["messages"]
    assert asked["text"].startswith("May we keep your name")
    await chat.say("yes")
    assert (await chat.say("yes"))["status"] == "ticket_opened"
    server.rasa.is_up = True
    server.rasa.received.clear()
    await chat.say("thanks")
    await chat.say("bye")
    assert server.rasa.received == ["/stop", "thanks", "bye"]


async def test_the_question_of_the_ticket_may_end_as_questions_do(
    server: Running, chat: Chat
) -> None:
    await in_form(server, chat, {RUN: "20.25"})
    server.rasa.is_up = False
    turn = await chat.say("Can I deduct oats?")
    assert "What name should we use" in turn["messages"][0]["text"]


async def test_rasa_that_opens_the_ticket_too_late_finds_it_open(
    server: Running, chat: Chat
) -> None:
    await in_form(server, chat, FILLED)
    server.rasa.is_up = False
    (told,) = (await chat.say("yes"))["messages"]
    late = await server.parts.tickets.open(sent_by_rasa(chat))
    assert await references(server, chat) == [told["reference"]] == [late.reference]


async def test_rasa_whose_action_died_has_nothing_to_show_and_is_gone_on_for(
    server: Running, chat: Chat
) -> None:
    """With the server that ran it: what the form had told before is all that comes."""
    await in_form(server, chat, FILLED)
    server.rasa.replies["yes"] = [rasa_message(custom={"type": TICKET_FIELDS, "fields": FILLED})]
    turn = await chat.say("yes")
    (told,) = turn["messages"]
    assert turn["degraded"]
    assert await references(server, chat) == [told["reference"]]


async def test_rasa_that_opens_the_ticket_and_dies_has_it_told(server: Running, chat: Chat) -> None:
    await in_form(server, chat, FILLED)
    server.rasa.dies_after["do so"] = lambda: server.parts.tickets.open(sent_by_rasa(chat))
    (told,) = (await chat.say("do so"))["messages"]
    assert await references(server, chat) == [told["reference"]]


async def test_a_turn_that_a_dead_server_began_opens_no_second_ticket(
    server: Running, chat: Chat
) -> None:
    await in_form(server, chat, FILLED)
    opened = await server.parts.tickets.open(sent_by_rasa(chat))
    await taken_by_rasa_alone(server, chat)
    (told,) = (await chat.say("yes", key="k"))["messages"]
    assert await references(server, chat) == [told["reference"]] == [opened.reference]
    assert server.rasa.received == []
    await chat.say("thanks")
    assert server.rasa.received == ["/stop", "thanks"]


@pytest.mark.parametrize("key", ["k", "another"], ids=["sent again", "typed again"])
async def test_what_rasa_took_for_a_dead_server_is_not_taken_for_the_next_field_too(
    server: Running, chat: Chat, key: str
) -> None:
    await in_form(server, chat, {"ticket_question": FILLED["ticket_question"], RUN: "20.25"})
    await taken_by_rasa_alone(server, chat)
    (asked,) = (await chat.say("Eve Evans", key=key))["messages"]
    assert asked["text"].startswith("How can we reach you?")
    await chat.say(MAIL)
    await chat.say("yes")
    (told,) = (await chat.say("yes"))["messages"]
    assert await references(server, chat) == [told["reference"]]
    assert server.rasa.received == []


@pytest.mark.parametrize("key", ["k", "another"], ids=["sent again", "something else"])
async def test_a_form_that_rasa_began_for_a_dead_server_is_left_first(
    server: Running, chat: Chat, key: str
) -> None:
    await chat.say("hello")
    await taken_by_rasa_alone(server, chat)
    await chat.say("a person please", key=key)
    assert server.rasa.received == ["/stop", "a person please"]


async def test_rasa_that_may_have_heard_is_stopped_before_the_next_message(
    server: Running, chat: Chat
) -> None:
    """It may be in a form by now that its citizen was never shown."""
    server.rasa.replies["a person please"] = []
    assert (await chat.say("a person please"))["degraded"]
    server.rasa.received.clear()
    await chat.say("hello")
    assert server.rasa.received == ["/stop", "hello"]
