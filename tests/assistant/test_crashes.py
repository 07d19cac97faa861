"""Tests of the running assistant when Rasa or the server is killed."""

import json

import pytest

from tests.assistant.conversations import (
    ASKS,
    FILLS,
    QUESTION,
    form_up_to,
    opened,
)
from tests.assistant.running import READY_SECONDS, RunningAssistant, until

pytestmark = pytest.mark.assistant


def test_rasa_is_killed_in_the_middle_of_the_form(assistant: RunningAssistant) -> None:
    chat = assistant.chat()
    form_up_to(chat, "contact")

    assistant.kill("rasa")

    turn = chat.say(QUESTION)
    assert (turn["status"], turn["degraded"]) == ("answered", True)
    assert ASKS["contact"] in chat.text
    assert assistant.http.get("/readyz").json()["status"] == "degraded"
    assistant.wait_until_ready()
    until(lambda: "Rasa is back" in assistant.said, READY_SECONDS)
    chat.say("help")
    assert ASKS["contact"] in chat.text, "Rasa goes on with the form it was in"
    for typed in (FILLS["contact"], "yes"):
        chat.say(typed)
    opened(chat)
    (stored,) = assistant.tickets_of(chat.id)
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
