"""Tests of tickets through the public API of the running assistant."""

import json
from typing import Any

import pytest

from tests.assistant.conversations import (
    ASKS,
    FILLS,
    QUESTION,
    form_up_to,
    opened,
)
from tests.assistant.running import Chat, RunningAssistant

pytestmark = pytest.mark.assistant


def test_a_ticket_is_opened_and_can_be_read(assistant: RunningAssistant) -> None:
    chat = assistant.chat()
    chat.say(QUESTION)
    form_up_to(chat, "summary")
    for slot in ("question", "name", "contact"):
        assert FILLS[slot] in chat.text
    reference, secret = opened(chat)

    path = f"/api/tickets/{reference}"
    reply = assistant.http.get(path, headers={"Authorization": f"Bearer {secret}"})
    assert reply.status_code == 200
    ticket = reply.json()
    assert (ticket["reference"], ticket["status"]) == (reference, "new")
    assert [each["text"] for each in ticket["thread"]] == [FILLS["question"]]
    assert chat.say("any news on my ticket")["status"] == "small_talk"
    assert reference in chat.text

    (stored,) = assistant.tickets_of(chat.id)
    texts = [message["text"] for message in json.loads(stored["transcript"])]
    assert QUESTION in texts
    assert FILLS["name"] not in texts, "the form's turns are not part of the chat"
    assert json.loads(stored["candidates"])[0]["candidates"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({}, 401, id="no secret"),
        pytest.param({"Authorization": "Bearer guess"}, 404, id="wrong secret"),
    ],
)
def test_a_ticket_is_not_read_without_its_secret(
    assistant: RunningAssistant, headers: dict[str, str], status: int
) -> None:
    chat = assistant.chat()
    form_up_to(chat, "summary")
    reference, _ = opened(chat)
    assert assistant.http.get(f"/api/tickets/{reference}", headers=headers).status_code == status


@pytest.mark.parametrize(
    "name",
    ["Tom Byers", "Anne Stopford", "Maria Cancela", "Jennifer Thankachan", "Heidi", "Dorothy Day"],
)
def test_a_name_that_looks_like_a_word_of_the_chat_is_a_name(
    assistant: RunningAssistant, name: str
) -> None:
    chat = assistant.chat()
    form_up_to(chat, "name")
    chat.say(name)
    assert ASKS["contact"] in chat.text


def preview(chat: Chat) -> dict[str, Any]:
    """The preview that the last turn shows."""
    shown: dict[str, Any]
    (shown,) = [each for each in chat.last["messages"] if each["type"] == "ticket_preview"]
    return shown


def test_chat_and_name_are_left_out_and_the_chat_put_back(assistant: RunningAssistant) -> None:
    chat = assistant.chat()
    chat.say(QUESTION)
    form_up_to(chat, "summary")
    assert QUESTION in [line["text"] for line in preview(chat)["chat"]]
    chat.say("leave the chat out")
    assert (preview(chat)["shares_chat"], preview(chat)["chat"]) == (False, [])
    chat.pick("Put the chat back in")
    assert preview(chat)["shares_chat"]
    chat.pick("Leave the name out")
    shown = preview(chat)
    assert shown["name"] is None
    opened(chat)
    (stored,) = assistant.tickets_of(chat.id)
    texts = [line["text"] for line in json.loads(stored["transcript"])]
    assert texts == [line["text"] for line in shown["chat"]]
    assert stored["name"] == ""
    assert FILLS["name"] not in texts


def test_a_second_ticket_is_another_one(assistant: RunningAssistant) -> None:
    chat = assistant.chat()
    form_up_to(chat, "summary")
    first, _ = opened(chat)
    form_up_to(chat, "summary")
    second, _ = opened(chat)
    assert first != second
    assert {ticket["reference"] for ticket in assistant.tickets_of(chat.id)} == {first, second}
