"""Tests of the running assistant when Rasa or the server is killed."""

import json
from collections.abc import Iterator

import pytest

from tests.assistant.conversations import (
    ASKS,
    FILLS,
    OTHER_QUESTION,
    QUESTION,
    SLOTS,
    form_up_to,
    opened,
)
from tests.assistant.running import RunningAssistant

pytestmark = pytest.mark.assistant


@pytest.fixture
def whole_again(assistant: RunningAssistant) -> Iterator[None]:
    """Leaves the assistant with all its processes to the tests that follow."""
    yield
    assistant.wait_until_ready()


@pytest.mark.usefixtures("whole_again")
def test_rasa_is_killed_in_the_middle_of_a_conversation(assistant: RunningAssistant) -> None:
    chat = assistant.chat()
    entry_id = chat.say(QUESTION)["entry_id"]

    assistant.kill("rasa")

    turn = chat.say(QUESTION)
    assert (turn["status"], turn["degraded"], turn["entry_id"]) == ("answered", True, entry_id)
    assert turn["messages"][0]["sources"]
    assert assistant.http.get("/readyz").json()["status"] == "degraded"

    for typed, asked in zip(("I want to talk to a person", *FILLS.values()), SLOTS, strict=True):
        assert chat.say(typed)["degraded"]
        assert ASKS[asked] in chat.text
    reference, secret = opened(chat)
    headers = {"Authorization": f"Bearer {secret}"}
    ticket = assistant.http.get(f"/api/tickets/{reference}", headers=headers)
    assert ticket.json()["thread"][0]["text"] == FILLS["question"]

    assistant.wait_until_ready()
    turn = chat.say(OTHER_QUESTION)
    assert (turn["status"], turn["degraded"]) == ("answered", False)
    chat.say("any news on my ticket")
    assert reference in chat.text
    assert "Rasa is back" in assistant.said


@pytest.mark.usefixtures("whole_again")
def test_rasa_is_killed_in_the_middle_of_the_form(assistant: RunningAssistant) -> None:
    chat = assistant.chat()
    form_up_to(chat, "contact")

    assistant.kill("rasa")

    turn = chat.say(QUESTION)
    assert (turn["status"], turn["degraded"]) == ("answered", True)
    assistant.wait_until_ready()
    chat.say("help")
    assert ASKS["contact"] in chat.text, "Rasa goes on with the form it was in"
    for typed in (FILLS["contact"], "yes"):
        chat.say(typed)
    opened(chat)
    (stored,) = assistant.tickets_of(chat.id)
    assert (stored["name"], stored["contact"]) == (FILLS["name"], FILLS["contact"])


@pytest.mark.usefixtures("whole_again")
def test_a_form_begun_with_rasa_goes_on_without_it_and_ends_with_it(
    assistant: RunningAssistant,
) -> None:
    chat = assistant.chat()
    form_up_to(chat, "contact")

    assistant.kill("rasa")

    for typed, asked in ((FILLS["contact"], "consent"), (FILLS["consent"], "summary")):
        assert chat.say(typed)["degraded"]
        assert [each for each in SLOTS if ASKS[each] in chat.text] == [asked]
    assistant.wait_until_ready()
    reference, _ = opened(chat)
    for typed in ("thanks", QUESTION):
        turn = chat.say(typed)
        assert not turn["degraded"]
        assert not [each for each in SLOTS if ASKS[each] in chat.text]
    (stored,) = assistant.tickets_of(chat.id)
    assert (stored["reference"], stored["question"]) == (reference, FILLS["question"])
    assert (stored["name"], stored["contact"]) == (FILLS["name"], FILLS["contact"])


def test_the_server_is_killed_right_after_a_ticket_was_confirmed(
    assistant: RunningAssistant,
) -> None:
    chat = assistant.chat()
    chat.say(QUESTION)
    form_up_to(chat, "summary")
    reference, secret = opened(chat)

    assistant.kill("server")
    assistant.wait_until_ended()
    assistant.stop()
    assistant.start()

    (stored,) = assistant.tickets_of(chat.id)
    assert stored["reference"] == reference
    texts = [message["text"] for message in json.loads(stored["transcript"])]
    assert texts[1] == QUESTION
    assert stored["question"] == FILLS["question"]
    headers = {"Authorization": f"Bearer {secret}"}
    ticket = assistant.http.get(f"/api/tickets/{reference}", headers=headers)
    assert ticket.json()["thread"][0]["text"] == FILLS["question"]

    shown = chat.transcript()
    assert shown[-1]["reference"] == reference
    assert shown[-1]["url"].endswith(f"{reference}#{secret}")
    chat.say("any news on my ticket")
    assert chat.text == f"Ticket {reference} is new."
