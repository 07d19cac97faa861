"""Tests of what a ticket form is told of who asks: it stands in the ticket, and nowhere else."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from actions.ports import TicketRequest
from actions.ticket_run import TICKET_FIELDS
from tests.factories import rasa_message
from tests.server.running import Chat, Running, Stage, member

NAME, MAIL, PHONE = "Anabella Ruizova", "anabella@example.org", "(202) 555-0147"
TIMES = "weekdays after four"
QUESTION = {"ticket_question": "Where is my refund?"}
KEPT_NAME = {"ticket_name": "[name]"}


@pytest.fixture
def stage(sqlite_stage: Stage) -> Stage:
    """SQLite alone: what is looked into is its file."""
    return sqlite_stage


def asks_next(text: str, fields: dict[str, Any]) -> list[dict[str, Any]]:
    """Rasa's form, which has these fields, asks for the next one."""
    told = rasa_message(custom={"type": TICKET_FIELDS, "fields": fields})
    return [told, rasa_message(text, "ticket_form")]


def kept(stand_in: str) -> str:
    return "/give_contact" + json.dumps({"kept": stand_in})


@pytest.fixture
def form(server: Running) -> Running:
    """Rasa's form as it goes on for a citizen with a phone."""
    filled = {**QUESTION, **KEPT_NAME, "ticket_contact": "[phone number]"}
    replies = server.rasa.replies
    replies["a person please"] = asks_next("Name?", QUESTION)
    replies[kept("[name]")] = asks_next("Contact?", {**QUESTION, **KEPT_NAME})
    replies[kept("[phone number]")] = asks_next("When?", filled)
    replies[kept("[call times]")] = asks_next("May we?", {**filled, "ticket_call_between": "x"})
    return server


def stored(folder: Path) -> Iterator[tuple[str, str]]:
    """Every value of every table, as it lies in the file."""
    with closing(sqlite3.connect(folder / "assistant.db")) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in names:
            for row in connection.execute(f"SELECT * FROM {table}").fetchall():  # noqa: S608
                yield from ((table, str(value)) for value in row)


def where(folder: Path, *texts: str) -> set[str]:
    return {table for table, value in stored(folder) for text in texts if text in value}


async def test_rasa_and_the_chat_get_stand_ins(form: Running, tmp_path: Path) -> None:
    chat = await form.chat()
    await chat.say("a person please")
    for text in (NAME, PHONE, TIMES):
        await chat.say(text)
    assert form.rasa.received == [
        "a person please",
        kept("[name]"),
        kept("[phone number]"),
        kept("[call times]"),
    ]
    assert where(tmp_path, NAME, PHONE, TIMES) == set()
    shown = [m["text"] for m in (await chat.transcript())["messages"] if m["author"] == "citizen"]
    assert shown == ["a person please", "[name]", "[phone number]", "[call times]"]


async def test_the_ticket_gets_what_was_typed_and_then_it_is_forgotten_elsewhere(
    form: Running, tmp_path: Path
) -> None:
    chat = await form.chat()
    await chat.say("a person please")
    for text in (NAME, "call me at 202 555 0147", TIMES):
        await chat.say(text)
    request = TicketRequest(
        chat.id, "key", "Where is my refund?", "[name]", "[phone number]", "[call times]"
    )
    opened = await form.parts.tickets.open(request)
    assert await form.parts.tickets.open(request) == opened
    card = await form.parts.work.card(opened.reference)
    assert (card.name, card.contact, card.call_between) == (NAME, PHONE, TIMES)
    form.rasa.replies["yes"] = [rasa_message("Opened.", "ticket_opened")]
    await chat.say("yes")
    assert where(tmp_path, NAME, PHONE, TIMES) == set()
    with closing(sqlite3.connect(tmp_path / "assistant.db")) as connection:
        assert connection.execute("SELECT contact FROM conversations").fetchall() == [(None,)]


async def test_its_citizen_alone_reads_who_they_are_in_the_preview(
    form: Running, tmp_path: Path
) -> None:
    preview = {
        "type": "ticket_preview", "question": "Where is my refund?", "name": "[name]",
        "contact": "[phone number]", "call_between": "[call times]", "shares_chat": True,
    }  # fmt: skip
    fields = {**QUESTION, **KEPT_NAME, "ticket_contact": "[phone number]"}
    replies = asks_next("Send it?", {**fields, "ticket_call_between": "x", "ticket_consent": True})
    form.rasa.replies["yes"] = [replies[0], rasa_message(custom=preview), replies[1]]
    chat = await form.chat()
    await chat.say("a person please")
    for text in (NAME, PHONE, TIMES):
        await chat.say(text)
    turn = await chat.say("yes", "key")
    shown = turn["messages"][0]
    assert (shown["name"], shown["contact"], shown["call_between"]) == (NAME, PHONE, TIMES)
    assert all(text in shown["text"] for text in (NAME, PHONE, TIMES))
    assert (await chat.say("yes", "key"))["messages"] == turn["messages"]
    again = (await chat.transcript())["messages"][-2]
    assert again["text"] == shown["text"]
    assert where(tmp_path, NAME, PHONE, TIMES) == set()
    staff = await member(form)
    page = await staff.get(f"/desk/conversations/{chat.id}")
    assert not any(text in page.text for text in (NAME, PHONE, TIMES))


async def test_a_question_in_between_is_a_question(form: Running) -> None:
    form.rasa.intents["does that cost anything here"] = "ask_tax_question"
    chat = await form.chat()
    await chat.say("a person please")
    for text in ("Is that free?", "does that cost anything here", "cancel"):
        await chat.say(text)
    assert form.rasa.received[1:] == ["Is that free?", "does that cost anything here", "cancel"]


async def test_half_a_number_is_not_stored_either(form: Running, tmp_path: Path) -> None:
    form.rasa.replies[kept("[not readable]")] = asks_next("Again?", {**QUESTION, **KEPT_NAME})
    chat = await form.chat()
    await chat.say("a person please")
    await chat.say(NAME)
    assert (await chat.say("it is 555-0147"))["messages"][0]["text"] == "Again?"
    assert where(tmp_path, "555-0147") == set()


async def test_without_rasa_it_is_the_same(form: Running, tmp_path: Path) -> None:
    chat: Chat = await form.chat()
    await chat.say("a person please")
    form.rasa.is_up = False
    for text in (NAME, "5550147", MAIL, "yes"):
        turn = await chat.say(text)
    assert turn["messages"][0]["name"] == NAME
    assert turn["messages"][0]["contact"] == MAIL
    assert where(tmp_path, NAME, MAIL, "5550147") == set()
    reference = (await chat.say("yes"))["messages"][0]["reference"]
    card = await form.parts.work.card(reference)
    assert (card.name, card.contact) == (NAME, MAIL)
    assert where(tmp_path, NAME, MAIL) == set()


async def test_what_is_typed_to_a_person_is_theirs_to_read(form: Running) -> None:
    chat = await form.chat()
    await chat.say("a person please")
    staff = await member(form)
    await form.parts.takeovers.join(chat.id, staff.staff)
    await chat.say(NAME)
    page = await staff.get(f"/desk/conversations/{chat.id}")
    assert NAME in page.text
