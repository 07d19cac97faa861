"""Tests of tickets through the public API of the running assistant."""

import json
from typing import Any

import pytest

from tests.assistant.conversations import (
    ASKS,
    CALL_TIMES,
    DANGER,
    FILLS,
    OTHER_QUESTION,
    QUESTION,
    SLOTS,
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


@pytest.mark.parametrize("slot", SLOTS)
@pytest.mark.parametrize("word", ["cancel", "never mind"])
def test_the_form_is_cancelled(assistant: RunningAssistant, slot: str, word: str) -> None:
    chat = assistant.chat()
    form_up_to(chat, slot)
    chat.say(word)
    assert chat.text == "All right, I have stopped. Nothing was sent."
    assert assistant.tickets_of(chat.id) == []
    assert chat.say(QUESTION)["status"] == "answered"
    chat.say("I want to talk to a person")
    assert ASKS["question"] in chat.text, "nothing of the cancelled form is kept"


@pytest.mark.parametrize("slot", SLOTS[1:])
def test_a_question_interrupts_the_form(assistant: RunningAssistant, slot: str) -> None:
    chat = assistant.chat()
    form_up_to(chat, slot)
    turn = chat.say(OTHER_QUESTION)
    assert turn["status"] == "answered"
    assert turn["messages"][0]["type"] == "answer"
    assert ASKS[slot] in chat.text, "the form goes on where it was"


@pytest.mark.parametrize("slot", SLOTS)
def test_help_interrupts_the_form(assistant: RunningAssistant, slot: str) -> None:
    chat = assistant.chat()
    form_up_to(chat, slot)
    chat.say("help")
    assert "I answer common questions" in chat.text
    assert ASKS[slot] in chat.text


def test_after_interruptions_the_ticket_holds_what_was_typed_for_it(
    assistant: RunningAssistant,
) -> None:
    chat = assistant.chat()
    form_up_to(chat, "name")
    for typed in (OTHER_QUESTION, "help", "hello", FILLS["name"], OTHER_QUESTION):
        chat.say(typed)
    for typed in (FILLS["contact"], QUESTION, "yes"):
        chat.say(typed)
    opened(chat)
    (stored,) = assistant.tickets_of(chat.id)
    kept = [stored["question"], stored["name"], stored["contact"]]
    assert kept == [FILLS["question"], FILLS["name"], FILLS["contact"]]


@pytest.mark.parametrize(
    ("slot", "typed", "told"),
    [
        pytest.param("question", "why", "between 10 and 2,000 characters", id="short question"),
        pytest.param("name", "12345", "Please type a name", id="number for a name"),
        pytest.param("contact", "ana@example", "does not look like an e-mail", id="half an e-mail"),
        pytest.param("contact", "555-0147", "does not look like an e-mail", id="no area code"),
        pytest.param("contact", "my usual one", "does not look like an e-mail", id="words"),
        pytest.param("consent", "maybe", "Please answer yes or no", id="maybe no consent"),
        pytest.param("consent", "may I ask why", "Please answer yes or no", id="why no consent"),
        pytest.param("consent", "well, I guess so", "Please answer yes or no", id="a guess"),
        pytest.param("summary", "not sure", "Please answer yes or no", id="not sure"),
    ],
)
def test_what_is_no_value_is_asked_for_again(
    assistant: RunningAssistant, slot: str, typed: str, told: str
) -> None:
    chat = assistant.chat()
    form_up_to(chat, slot)
    chat.say(typed)
    assert told in chat.text
    assert ASKS[slot] in chat.text


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


def test_without_consent_nothing_is_sent(assistant: RunningAssistant) -> None:
    chat = assistant.chat()
    form_up_to(chat, "consent")
    assert chat.pick("No")["status"] == "small_talk"
    assert "nothing was sent" in chat.text
    assert assistant.tickets_of(chat.id) == []
    assert chat.say(QUESTION)["status"] == "answered"


def preview(chat: Chat) -> dict[str, Any]:
    """The preview that the last turn shows."""
    shown: dict[str, Any]
    (shown,) = [each for each in chat.last["messages"] if each["type"] == "ticket_preview"]
    return shown


def test_one_part_is_changed_and_the_others_are_kept(assistant: RunningAssistant) -> None:
    chat = assistant.chat()
    form_up_to(chat, "summary")
    chat.pick("Change something")
    assert "Nothing has been sent" in chat.text
    chat.pick("The name")
    assert chat.text == "What name should we use when we reply?"
    chat.say("Maria Souza")
    shown = preview(chat)
    assert (shown["name"], shown["question"]) == ("Maria Souza", FILLS["question"])
    chat.say("the e-mail is wrong")
    assert ASKS["contact"] in chat.text
    chat.say("202-555-0147")
    assert CALL_TIMES in chat.text
    chat.say("weekdays between 9 and 12 in the morning")
    shown = preview(chat)
    assert shown["contact"] == "(202) 555-0147"
    assert shown["call_between"] == "weekdays between 9 and 12 in the morning"
    opened(chat)
    (stored,) = assistant.tickets_of(chat.id)
    assert [stored["name"], stored["contact"]] == ["Maria Souza", "(202) 555-0147"]
    assert stored["call_between"] == shown["call_between"]


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


@pytest.mark.parametrize("typed", ["what is the standard deduction for a single person", "help"])
def test_call_times_are_interrupted_and_asked_for_again(
    assistant: RunningAssistant, typed: str
) -> None:
    chat = assistant.chat()
    form_up_to(chat, "contact")
    chat.say("202-555-0147")
    chat.say(typed)
    assert CALL_TIMES in chat.text
    chat.say("any time")
    assert ASKS["consent"] in chat.text


def test_a_typed_yes_after_a_warning_starts_the_ticket(assistant: RunningAssistant) -> None:
    chat = assistant.chat()
    chat.say(DANGER)
    assert chat.say("yes")["status"] == "ticket_form"


def test_a_second_ticket_is_another_one(assistant: RunningAssistant) -> None:
    chat = assistant.chat()
    form_up_to(chat, "summary")
    first, _ = opened(chat)
    form_up_to(chat, "summary")
    second, _ = opened(chat)
    assert first != second
    assert {ticket["reference"] for ticket in assistant.tickets_of(chat.id)} == {first, second}
