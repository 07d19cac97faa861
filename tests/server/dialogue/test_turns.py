"""Tests of turns whose entry vanished between the search and the answer."""

from typing import Any

import pytest

from tests.factories import EXTENSION, rasa_message, retrieval
from tests.server.running import Chat, Running


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
