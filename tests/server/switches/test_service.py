"""Tests of what switches do to citizens, through the public API; resuming holds at once."""

from dataclasses import replace
from typing import Any

import pytest

from server.dialogue.responses import Responses
from tests.factories import (
    DEDUCTION,
    EXTENSION,
    REFUND,
    SECRET,
    bot_domain,
    decision,
    rasa_message,
    retrieval,
)
from tests.server.running import Chat, Running

PERSON = {"title": "Talk to a person", "payload": "/talk_to_human"}
TO_THE_PREVIEW = ["Why is my refund so late?", "Ana Ruiz", "ana@example.org", "yes"]
MAY_HAVE_RASA = pytest.mark.parametrize("is_up", [True, False], ids=["with Rasa", "without Rasa"])
RESPONSES = Responses()


async def pause(server: Running, name: str) -> None:
    await server.parts.switches.pause(name, "A test", "ada")


async def resume(server: Running, name: str) -> None:
    await server.parts.switches.resume(name, "A test", "ada")


def said(name: str, /, **values: str) -> str:
    return RESPONSES.message(name, **values).text


async def action(server: Running, name: str, text: str, **entities: str) -> dict[str, Any]:
    """The first response of an action, called as Rasa calls it."""
    message = {
        "text": text,
        "intent": {"name": "ask_tax_question", "confidence": 1.0},
        "entities": [{"entity": each, "value": value} for each, value in entities.items()],
    }
    tracker = {
        "sender_id": "c-1",
        "slots": {"misses": 0.0},
        "latest_message": message,
        "events": [],
        "paused": False,
        "active_loop": {},
        "latest_action_name": "action_listen",
    }
    called = {"next_action": name, "sender_id": "c-1", "tracker": tracker, "domain": bot_domain()}
    response = await server.http.post(
        "/internal/actions", json=called, headers={"X-Assistant-Secret": SECRET}
    )
    assert response.status_code == 200, response.text
    first: dict[str, Any] = response.json()["responses"][0]
    return first


@MAY_HAVE_RASA
@pytest.mark.parametrize("text", ["more time", "hello", "any news on my ticket"])
async def test_while_the_assistant_is_paused_everybody_is_offered_a_person(
    server: Running, chat: Chat, is_up: bool, text: str
) -> None:
    server.rasa.is_up = is_up
    server.retriever.decisions[text] = decision("answered", EXTENSION)
    await pause(server, "assistant")
    turn = await chat.say(text)
    assert (turn["status"], turn["degraded"]) == ("unanswered", False)
    (message,) = turn["messages"]
    assert (message["text"], message["choices"]) == (said("utter_assistant_paused"), [PERSON])
    assert server.rasa.received == []
    assert text not in server.retriever.contexts
    await resume(server, "assistant")
    again = await chat.say(text)
    assert again["status"] == ("small_talk" if is_up else "answered")


async def test_a_choice_of_before_is_held_back_while_the_assistant_is_paused(
    server: Running, chat: Chat
) -> None:
    custom = retrieval("choices", EXTENSION)
    server.rasa.replies["time"] = [rasa_message("Which?", "choices", custom=custom)]
    payload = (await chat.say("time"))["messages"][0]["choices"][0]["payload"]
    await pause(server, "assistant")
    assert (await chat.pick(payload))["messages"][0]["text"] == said("utter_assistant_paused")
    assert server.rasa.received == ["time"]


async def test_who_is_in_danger_is_told_while_the_assistant_is_paused(
    server: Running, chat: Chat
) -> None:
    server.retriever.decisions["he wants gift cards"] = replace(
        decision("urgent"), reply="Hang up."
    )
    await pause(server, "assistant")
    assert (await chat.say("he wants gift cards"))["messages"][0]["text"] == "Hang up."


@pytest.mark.parametrize("wish", ["button", "yes", "I want to talk to a person"])
async def test_a_ticket_is_opened_while_the_assistant_is_paused(
    server: Running, chat: Chat, wish: str
) -> None:
    server.rasa.is_up = False
    await pause(server, "assistant")
    await chat.say("my refund")
    turn = await (chat.pick("/talk_to_human") if wish == "button" else chat.say(wish))
    assert turn["messages"][-1]["text"] == said("utter_ask_ticket_form_ticket_question")
    for text in TO_THE_PREVIEW:
        turn = await chat.say(text)
    assert (await chat.say("send it"))["status"] == "ticket_opened"
    assert (await chat.say("my refund"))["messages"][0]["text"] == said("utter_assistant_paused")


async def test_a_form_that_runs_in_rasa_goes_on_while_the_assistant_is_paused(
    server: Running, chat: Chat
) -> None:
    asks = rasa_message("What name should we use?", "ticket_form")
    server.rasa.replies["a person"] = [asks]
    await chat.say("a person")
    await pause(server, "assistant")
    await chat.say("Ana Ruiz")
    assert server.rasa.received == ["a person", "Ana Ruiz"]
    # The reply to the name asked nothing more: the form is over.
    await chat.say("more time")
    assert server.rasa.received == ["a person", "Ana Ruiz"]


@pytest.mark.parametrize("paused", ["assistant", "topic"])
async def test_actions_of_rasa_hold_back_what_is_paused(server: Running, paused: str) -> None:
    server.retriever.decisions["my refund"] = decision("answered", REFUND)
    switch = "topic/refunds" if paused == "topic" else "assistant"
    await pause(server, switch)
    for name, entities in (
        ("action_answer_question", {}),
        ("action_give_entry", {"entry_id": REFUND}),
    ):
        response = await action(server, name, "my refund", **entities)
        assert response["response"] == f"utter_{paused}_paused"
        assert response["custom"]["entries"] == []
    await resume(server, switch)
    answered = await action(server, "action_answer_question", "my refund")
    assert answered["custom"]["entries"] == [REFUND]


async def test_an_answer_of_a_paused_topic_is_not_given(server: Running, chat: Chat) -> None:
    server.rasa.is_up = False
    server.retriever.decisions["my refund"] = decision("answered", REFUND)
    server.retriever.decisions["which"] = decision("choices", REFUND, EXTENSION)
    server.retriever.decisions["both"] = decision("answered", REFUND, DEDUCTION)
    await pause(server, "topic/refunds")
    turn = await chat.say("my refund")
    assert (turn["status"], turn["entry_id"]) == ("unanswered", None)
    (message,) = turn["messages"]
    assert (message["text"], message["choices"]) == (said("utter_topic_paused"), [PERSON])
    offered = (await chat.say("which"))["messages"][0]["choices"]
    assert [EXTENSION in choice["payload"] for choice in offered] == [True, False, False]
    answer, note = (await chat.say("both"))["messages"]
    assert (answer["type"], note["text"]) == ("answer", said("utter_topic_paused"))
    await resume(server, "topic/refunds")
    assert (await chat.say("my refund"))["entry_id"] == REFUND


async def test_a_choice_of_a_topic_paused_since_is_held_back(server: Running, chat: Chat) -> None:
    server.rasa.is_up = False
    server.retriever.decisions["which"] = decision("choices", REFUND, EXTENSION)
    payload = (await chat.say("which"))["messages"][0]["choices"][0]["payload"]
    await pause(server, "topic/refunds")
    turn = await chat.pick(payload)
    assert turn["status"] == "unanswered"
    assert turn["messages"][0]["text"] == said("utter_topic_paused")


async def test_while_tickets_are_paused_none_is_begun(server: Running, chat: Chat) -> None:
    server.rasa.is_up = False
    await chat.say("my refund")
    await pause(server, "tickets")
    turn = await chat.pick("/talk_to_human")
    assert [message["text"] for message in turn["messages"]] == [said("utter_tickets_paused")]
    assert turn["status"] == "unanswered"
    response = await action(server, "action_start_ticket", "a person")
    assert response["response"] == "utter_tickets_paused"
    await resume(server, "tickets")
    assert (await chat.pick("/talk_to_human"))["status"] == "ticket_form"


async def test_a_ticket_filled_before_the_pause_is_kept_and_sent_later(
    server: Running, chat: Chat
) -> None:
    server.rasa.is_up = False
    await chat.say("my refund")
    await chat.pick("/talk_to_human")
    for text in TO_THE_PREVIEW:
        await chat.say(text)
    await pause(server, "tickets")
    turn = await chat.pick("/affirm")
    assert turn["status"] == "ticket_form"
    first, shown, _ = turn["messages"]
    assert first["text"] == said("utter_ticket_not_taken")
    assert shown["question"] == TO_THE_PREVIEW[0]
    await resume(server, "tickets")
    assert (await chat.pick("/affirm"))["status"] == "ticket_opened"
