"""Tests of turns: what comes before Rasa, what is kept, and entries that vanish meanwhile."""

from dataclasses import replace
from typing import Any

import pytest

from actions.ports import TicketRequest
from actions.ticket_run import TICKET_FIELDS
from embeddings.follow_ups import Context
from server.switches.service import TICKETS
from tests.factories import EXTENSION, REFUND, decision, rasa_message, retrieval
from tests.server.running import Chat, Running, member


@pytest.mark.parametrize("outcome", ["answered", "choices"])
async def test_a_vanished_entry_is_unanswered_and_a_person_offered(
    server: Running, chat: Chat, outcome: str
) -> None:
    custom = retrieval(outcome, "removed/entry")
    server.rasa.replies["hello"] = [rasa_message("Which?", "choices", custom=custom)]
    turn: Any = await chat.say("hello")
    assert (turn["status"], turn["entry_id"], turn["confidence"]) == ("unanswered", None, 0.9)
    (message,) = turn["messages"]
    assert [choice["payload"] for choice in message["choices"]] == ["/talk_to_human"]


async def test_the_rest_of_the_turn_is_kept(server: Running, chat: Chat) -> None:
    gone = rasa_message(custom=retrieval("answered", "removed/entry"))
    asks = rasa_message("What is your name?", "ticket_form")
    server.rasa.replies["hello"] = [gone, asks]
    turn: Any = await chat.say("hello")
    assert [message["text"] for message in turn["messages"]][1] == "What is your name?"


async def test_an_entry_that_is_there_is_given(server: Running, chat: Chat) -> None:
    custom = {**retrieval("answered", EXTENSION), "generation": "of another process"}
    server.rasa.replies["hello"] = [rasa_message(custom=custom)]
    turn: Any = await chat.say("hello")
    assert (turn["status"], turn["entry_id"]) == ("answered", EXTENSION)


DANGER = "they say the police is coming"
HANG_UP = "Hang up, and pay nothing."


@pytest.mark.parametrize("is_up", [True, False], ids=["with Rasa", "without Rasa"])
async def test_who_is_in_danger_is_answered_at_once(
    server: Running, chat: Chat, is_up: bool
) -> None:
    server.rasa.is_up = is_up
    server.retriever.decisions[DANGER] = replace(decision("urgent"), reply=HANG_UP)
    turn = await chat.say(DANGER)
    assert (turn["status"], turn["degraded"], turn["entry_id"]) == ("unanswered", False, None)
    choice = {"title": "Talk to a person", "payload": "/talk_to_human"}
    assert turn["messages"] == [{"type": "choices", "text": HANG_UP, "choices": [choice]}]
    assert server.rasa.received == []


async def test_a_ticket_begun_without_rasa_goes_on_after_danger(
    server: Running, chat: Chat
) -> None:
    server.rasa.is_up = False
    server.retriever.decisions["a human"] = replace(decision("person"), reply="Of course.")
    server.retriever.decisions[DANGER] = replace(decision("urgent"), reply=HANG_UP)
    await chat.say("a human")
    asked = (await chat.say("Why is my refund so late?"))["messages"][-1]["text"]
    assert (await chat.say(DANGER))["messages"][0]["text"] == HANG_UP
    assert (await chat.pick("/talk_to_human"))["messages"][-1]["text"] == asked
    assert "How can we reach you?" in (await chat.say("Ana Ruiz"))["messages"][-1]["text"]


async def test_a_choice_is_no_danger(server: Running, chat: Chat) -> None:
    custom = retrieval("choices", EXTENSION)
    server.rasa.replies["time"] = [rasa_message("Which?", "choices", custom=custom)]
    payload = (await chat.say("time"))["messages"][0]["choices"][0]["payload"]
    server.retriever.decisions[payload] = replace(decision("urgent"), reply=HANG_UP)
    await chat.pick(payload)
    assert server.rasa.received == ["time", payload]


def about(entry_id: str, year: int | None = None) -> dict[str, Any]:
    return {"question": "my refund", "entry_id": entry_id, "tax_year": year}


async def test_what_it_is_about_is_kept_until_something_else_is(
    server: Running, chat: Chat
) -> None:
    custom = {**retrieval("answered", REFUND), "context": about(REFUND, 2024)}
    server.rasa.replies["my refund"] = [rasa_message(custom=custom)]
    server.retriever.decisions["joint?"] = decision("answered", EXTENSION)
    await chat.say("my refund")
    await chat.say("hello")
    server.rasa.is_up = False
    assert (await chat.say("joint?"))["degraded"]
    assert server.retriever.contexts["joint?"] == Context("my refund", REFUND, 2024)
    await chat.say("and then?")
    assert server.retriever.contexts["and then?"] == Context("joint?", EXTENSION, 2024)


async def test_each_conversation_is_about_its_own(server: Running, chat: Chat) -> None:
    server.rasa.is_up = False
    server.retriever.decisions["my refund"] = decision("answered", REFUND)
    await chat.say("my refund")
    await (await server.chat()).say("joint?")
    assert server.retriever.contexts["joint?"] is None


async def test_an_entry_picked_without_rasa_is_kept_with_its_year(
    server: Running, chat: Chat
) -> None:
    server.rasa.is_up = False
    years = replace(decision("choices", REFUND), years=(2023, 2022))
    server.retriever.decisions["my refund"] = years
    payload = (await chat.say("my refund"))["messages"][0]["choices"][1]["payload"]
    assert (await chat.pick(payload))["entry_id"] == REFUND
    await chat.say("joint?")
    assert server.retriever.contexts["joint?"] == Context("my refund", REFUND, 2022)


@pytest.mark.parametrize("word", ["yes", "Yes please!", "ok", "sure, thanks"])
@pytest.mark.parametrize("is_up", [True, False], ids=["with Rasa", "without Rasa"])
async def test_a_typed_yes_takes_the_person_offered_to_who_is_in_danger(
    server: Running, chat: Chat, is_up: bool, word: str
) -> None:
    server.rasa.is_up = is_up
    server.retriever.decisions[DANGER] = replace(decision("urgent"), reply=HANG_UP)
    await chat.say(DANGER)
    turn = await chat.say(word)
    assert server.rasa.received == ["/talk_to_human"] * is_up
    assert is_up or turn["status"] == "ticket_form"


@pytest.mark.parametrize("between", ["hello", "no", "yes and how do I file?"])
async def test_other_words_leave_the_offer_of_a_person(
    server: Running, chat: Chat, between: str
) -> None:
    server.retriever.decisions[DANGER] = replace(decision("urgent"), reply=HANG_UP)
    await chat.say(DANGER)
    await chat.say(between)
    await chat.say("yes")
    assert server.rasa.received == [between, "yes"]


async def test_a_yes_takes_the_person_offered_without_rasa(server: Running, chat: Chat) -> None:
    server.rasa.is_up = False
    await chat.say("my refund")
    assert (await chat.say("yes"))["status"] == "ticket_form"


MAIL = "eve@example.org"


async def in_form(server: Running, chat: Chat) -> None:
    server.rasa.replies["a person please"] = [rasa_message("Your e-mail?", "ticket_form")]
    await chat.say("a person please")


@pytest.mark.parametrize("text", [MAIL, "Eve Evans", "yes"])
async def test_what_was_typed_into_the_form_is_not_looked_up(
    server: Running, chat: Chat, text: str
) -> None:
    await in_form(server, chat)
    server.rasa.is_up = False
    turn = await chat.say(text)
    assert (turn["status"], turn["degraded"]) == ("ticket_form", True)
    assert "begin again" in turn["messages"][0]["text"]
    assert "What is your question?" in turn["messages"][1]["text"]
    assert server.retriever.contexts == {}
    eva = await member(server, "eva", "editor")
    assert text not in (await eva.get("/desk/content")).text


async def test_the_ticket_is_opened_and_rasa_leaves_its_form_later(
    server: Running, chat: Chat
) -> None:
    await in_form(server, chat)
    server.rasa.is_up = False
    for text in (MAIL, "Why is my refund so late?", "Eve Evans", MAIL, "yes", "yes"):
        turn = await chat.say(text)
    assert turn["status"] == "ticket_opened"
    server.rasa.is_up = True
    server.rasa.received.clear()
    await chat.say("thanks")
    await chat.say("bye")
    assert server.rasa.received == ["/stop", "thanks", "bye"]


async def test_a_ticket_that_rasa_opened_before_it_went_is_told(
    server: Running, chat: Chat
) -> None:
    await in_form(server, chat)
    sent = TicketRequest(chat.id, "run 1", "Where is my refund?", "Eve Evans", MAIL)
    server.rasa.dies_after["send it"] = lambda: server.parts.tickets.open(sent)
    turn = await chat.say("send it")
    (opened,) = await server.parts.tickets.of_conversation(chat.id)
    assert turn["status"] == "ticket_opened"
    assert [message["reference"] for message in turn["messages"]] == [opened.reference]


async def test_a_question_in_the_form_is_answered_and_the_form_goes_on(
    server: Running, chat: Chat
) -> None:
    await in_form(server, chat)
    server.rasa.is_up = False
    server.retriever.decisions["and the deadline?"] = decision("answered", EXTENSION)
    assert (await chat.say("and the deadline?"))["entry_id"] == EXTENSION
    server.rasa.is_up = True
    server.rasa.received.clear()
    await chat.say(MAIL)
    assert server.rasa.received == [MAIL]


async def test_after_a_question_in_the_form_it_asks_for_what_it_waits_for(
    server: Running, chat: Chat
) -> None:
    asked = {"ticket_question": "Why is my refund so late?"}
    told = rasa_message(custom={"type": TICKET_FIELDS, "fields": asked})
    server.rasa.replies["a person please"] = [told, rasa_message("Your name?", "ticket_form")]
    await chat.say("a person please")
    server.rasa.is_up = False
    server.retriever.decisions["and the deadline?"] = decision("answered", EXTENSION)
    turn = await chat.say("and the deadline?")
    assert turn["status"] == "answered"
    assert turn["messages"][-1]["text"] == "What name should we use when we reply?"


@pytest.mark.parametrize("text", ["cancel", "Never mind."])
async def test_the_form_can_be_cancelled(server: Running, chat: Chat, text: str) -> None:
    await in_form(server, chat)
    server.rasa.is_up = False
    await server.parts.people.ask_for(chat.id)
    turn = await chat.say(text)
    waiting = (await server.parts.chats.lists((await member(server)).staff)).waiting
    assert waiting == []
    assert turn["messages"][0]["text"] == "All right, I have stopped. Nothing was sent."
    server.rasa.is_up = True
    server.rasa.received.clear()
    await chat.say("hello")
    assert server.rasa.received == ["/stop", "hello"]


async def test_while_no_tickets_are_taken_none_is_begun_again(server: Running, chat: Chat) -> None:
    await in_form(server, chat)
    server.rasa.is_up = False
    await server.parts.switches.pause(TICKETS, "Too many.", "root")
    (said,) = (await chat.say(MAIL))["messages"]
    assert said["text"].startswith("We take no new tickets")
