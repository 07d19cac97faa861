"""Tests of switches on the running assistant: they hold at once, and so does resuming."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.assistant.conversations import (
    ASKS,
    FILLS,
    QUESTION,
    first_unanswered,
    form_up_to,
    opened,
)
from tests.assistant.running import Chat, RunningAssistant

pytestmark = pytest.mark.assistant
PERSON = "I want to talk to a person"


@contextmanager
def paused(assistant: RunningAssistant, switch: str) -> Iterator[None]:
    assistant.pause(switch)
    try:
        yield
    finally:
        assistant.resume(switch)


def test_answers_stop_and_the_ticket_form_goes_on(assistant: RunningAssistant) -> None:
    chat, in_form = assistant.chat(), assistant.chat()
    form_up_to(in_form, "name")
    with paused(assistant, "assistant"):
        assert chat.say(QUESTION)["status"] == "unanswered"
        assert "paused" in chat.text
        in_form.say(QUESTION)
        assert "paused" in in_form.text
        assert ASKS["name"] in in_form.text
        in_form.say(FILLS["name"])
        assert ASKS["contact"] in in_form.text
        form_up_to(chat, "summary")
        opened(chat)
    assert chat.say(QUESTION)["status"] == "answered"


def test_a_topic_stops(assistant: RunningAssistant) -> None:
    chat = assistant.chat()
    topic = str(chat.say(QUESTION)["entry_id"]).split("/")[0]
    with paused(assistant, f"topic/{topic}"):
        turn = chat.say(QUESTION)
        assert (turn["status"], turn["entry_id"]) == ("unanswered", None)
        assert "topic are paused" in chat.text
    assert chat.say(QUESTION)["status"] == "answered"


@pytest.mark.parametrize("way", ["asked", "yes", "second miss"])
def test_no_ticket_is_begun(assistant: RunningAssistant, way: str) -> None:
    chat = assistant.chat()
    question = "" if way == "asked" else first_unanswered(chat)
    with paused(assistant, "tickets"):
        chat.say({"asked": PERSON, "yes": "yes", "second miss": question}[way])
        assert "We take no new tickets" in chat.text
        # No form is open: a question is answered, and nothing is asked for after it.
        assert chat.say(QUESTION)["status"] == "answered"
        assert [message["type"] for message in chat.last["messages"]] == ["answer"]
    chat.say(PERSON)
    assert ASKS["question"] in chat.text


def test_a_ticket_is_kept_until_it_can_be_sent(assistant: RunningAssistant) -> None:
    chat: Chat = assistant.chat()
    form_up_to(chat, "summary")
    with paused(assistant, "tickets"):
        chat.pick("Send it")
        assert "nothing was sent" in chat.text
        assert FILLS["question"] in chat.text
        assert assistant.tickets_of(chat.id) == []
    opened(chat)
    assert len(assistant.tickets_of(chat.id)) == 1
