"""Tests of the preview of a ticket: it shows what staff get, no more and no less."""

from typing import Any

import pytest
from sqlalchemy import select

from server.tickets.models import Ticket
from tests.factories import EXTENSION, decision
from tests.server.running import Chat, Running

QUESTION = "Why is my refund so late?"
START = "/talk_to_human"
TO_THE_PREVIEW = [QUESTION, "Ana Ruiz", "202-555-0147", "weekdays 9 to 12", "yes"]
LEAVE_OUT = '/edit_ticket{"part": "no_chat"}'


@pytest.fixture(autouse=True)
def without_rasa(server: Running) -> None:
    server.rasa.is_up = False


async def previewed(chat: Chat) -> Any:
    """The turn that shows the preview, after a question that got no answer."""
    await chat.say("my ssn is 123-45-6789 and my refund is late")
    await chat.pick(START)
    for text in TO_THE_PREVIEW:
        turn = await chat.say(text)
    return turn


async def stored(server: Running) -> Ticket:
    async with server.parts.database.session() as session:
        return (await session.scalars(select(Ticket))).one()


async def test_it_shows_every_field_and_the_chat_masked(server: Running, chat: Chat) -> None:
    turn = await previewed(chat)
    shown, send = turn["messages"]
    assert turn["status"] == "ticket_form"
    assert {key: shown[key] for key in ("type", "question", "name", "contact")} == {
        "type": "ticket_preview",
        "question": QUESTION,
        "name": "Ana Ruiz",
        "contact": "(202) 555-0147",
    }
    assert (shown["call_between"], shown["shares_chat"]) == ("weekdays 9 to 12", True)
    greeting, asked, reply = shown["chat"]
    assert asked == {"author": "citizen", "text": "my ssn is [SSN] and my refund is late"}
    assert [greeting["author"], reply["author"]] == ["assistant", "assistant"]
    # Who cannot show the fields has all of it in the text.
    for part in (QUESTION, "Ana Ruiz", "(202) 555-0147", "weekdays 9 to 12", asked["text"]):
        assert part in shown["text"]
    assert [choice["title"] for choice in send["choices"]] == [
        "Send it",
        "Change something",
        "Leave the chat out",
        "Leave the name out",
        "Cancel",
    ]


async def test_staff_get_exactly_what_it_showed(server: Running, chat: Chat) -> None:
    shown, _ = (await previewed(chat))["messages"]
    await chat.pick("/affirm")
    ticket = await stored(server)
    got = [{"author": row["author"], "text": row["text"]} for row in ticket.transcript]
    assert got == shown["chat"]
    assert (ticket.question, ticket.name) == (shown["question"], shown["name"])
    assert (ticket.contact, ticket.call_between) == (shown["contact"], shown["call_between"])


async def test_a_question_asked_at_the_preview_is_in_the_next_one_and_the_ticket(
    server: Running, chat: Chat
) -> None:
    turn = await previewed(chat)
    server.retriever.decisions["more time"] = decision("choices", EXTENSION)
    for text in ("change my name", "how do I get more time?"):
        server.retriever.decisions[text] = decision("answered", EXTENSION)
        await chat.say(text)
    shown, _ = (await chat.say("Bo"))["messages"]
    said = [line["text"] for line in shown["chat"]]
    assert "how do I get more time?" in said
    assert "change my name" not in said
    await chat.pick("/affirm")
    ticket = await stored(server)
    assert [row["text"] for row in ticket.transcript] == said
    assert ticket.name == "Bo"
    assert turn["messages"][0]["chat"] == shown["chat"][:3]


async def test_a_choice_taken_at_the_preview_shows_its_own_turn_too(
    server: Running, chat: Chat
) -> None:
    server.retriever.decisions["time"] = decision("choices", EXTENSION)
    payload = (await chat.say("time"))["messages"][0]["choices"][0]["payload"]
    await previewed(chat)
    turn = await chat.pick(payload)
    answer, shown, _ = turn["messages"]
    lines = [line["text"] for line in shown["chat"]]
    assert answer["text"] in lines
    assert shown["text"] not in lines
    await chat.pick("/affirm")
    assert [row["text"] for row in (await stored(server)).transcript] == lines


async def test_what_was_left_out_is_shown_to_nobody(server: Running, chat: Chat) -> None:
    await previewed(chat)
    turn = await chat.pick(LEAVE_OUT)
    shown, send = turn["messages"]
    assert (shown["shares_chat"], shown["chat"]) == (False, [])
    assert "Chat: left out of the ticket" in shown["text"]
    assert "Put the chat back in" in [choice["title"] for choice in send["choices"]]
    shown, _ = (await chat.say("leave my name out"))["messages"]
    assert shown["name"] is None
    assert "Name: no name given" in shown["text"]
    await chat.pick("/affirm")
    ticket = await stored(server)
    assert (ticket.transcript, ticket.name) == ([], "")
    assert "123-45" not in str(ticket.candidates)
    assert "Ana Ruiz" not in str(ticket.transcript)


async def test_a_name_left_out_is_not_in_the_chat_either(server: Running, chat: Chat) -> None:
    await previewed(chat)
    await chat.say("leave my name out")
    await chat.pick("/affirm")
    assert "Ana Ruiz" not in str((await stored(server)).transcript)


async def test_the_preview_is_in_the_transcript_of_the_citizen(chat: Chat) -> None:
    turn = await previewed(chat)
    (shown,) = [m for m in (await chat.transcript())["messages"] if m["type"] == "ticket_preview"]
    assert shown.items() >= {**turn["messages"][0], "turn": turn["turn"]}.items()


async def test_what_rasa_shows_gets_the_chat_too(server: Running, chat: Chat) -> None:
    server.rasa.is_up = True
    fields = {"question": QUESTION, "name": None, "contact": "a@example.org"}
    custom = {"type": "ticket_preview", **fields, "call_between": None, "shares_chat": True}
    server.rasa.replies["hello"] = [
        bare(custom),
        {
            **bare({"type": "ticket_choices", "without": ["/deny"]}),
            "text": "Shall I send it?",
            "buttons": [
                {"title": "Send it", "payload": "/affirm"},
                {"title": "Change something", "payload": "/deny"},
            ],
        },
    ]
    turn = await chat.say("hello")
    shown, send = turn["messages"]
    assert [line["author"] for line in shown["chat"]] == ["assistant"]
    assert send["choices"] == [{"title": "Send it", "payload": "/affirm"}]
    assert turn["status"] == "ticket_form"


def bare(custom: dict[str, Any]) -> dict[str, Any]:
    """A message of Rasa's that carries only this."""
    return {"text": None, "buttons": [], "custom": custom, "response": None, "metadata": {}}
