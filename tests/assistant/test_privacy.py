"""Tests of who may call what in the running assistant, and of what its logs hold."""

from typing import Any

import httpx
import pytest

from tests.assistant.conversations import QUESTION, form_up_to
from tests.assistant.running import SECRET, RunningAssistant

pytestmark = pytest.mark.assistant
MARKER = "Zyzzogeton"
MESSAGE = {"sender": "x", "message": "hello"}
TRACKER = {"sender_id": "x", "slots": {}, "events": [], "latest_message": {}, "active_loop": {}}
ACTION: dict[str, Any] = {
    "next_action": "action_ticket_status",
    "sender_id": "x",
    "tracker": {**TRACKER, "paused": False, "followup_action": None, "latest_action_name": None},
    "domain": {},
}


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="no secret"),
        pytest.param({"X-Assistant-Secret": "guess"}, id="wrong secret"),
        pytest.param({"Authorization": f"Bearer {SECRET}"}, id="secret in another place"),
    ],
)
def test_nobody_calls_rasa_or_the_webhook_without_the_secret(
    assistant: RunningAssistant, headers: dict[str, str]
) -> None:
    rasa = f"{assistant.rasa_url}/webhooks/gateway/webhook"
    assert httpx.post(rasa, json=MESSAGE, headers=headers).status_code == 403
    action = assistant.http.post("/internal/actions", json=ACTION, headers=headers)
    assert action.status_code == 404


def test_with_the_secret_both_answer(assistant: RunningAssistant) -> None:
    headers = {"X-Assistant-Secret": SECRET}
    rasa = f"{assistant.rasa_url}/webhooks/gateway/webhook"
    assert httpx.post(rasa, json=MESSAGE, headers=headers).status_code == 200
    action = assistant.http.post("/internal/actions", json=ACTION, headers=headers)
    assert action.status_code == 200, action.text
    assert action.json()["responses"][0]["response"] == "utter_no_tickets"


@pytest.mark.parametrize(
    "path", ["/webhooks/rest/webhook", "/conversations/x/tracker", "/model/parse", "/status"]
)
def test_rasa_has_no_other_door(assistant: RunningAssistant, path: str) -> None:
    url = f"{assistant.rasa_url}{path}"
    assert httpx.get(url).status_code == 404
    assert httpx.post(url, json=MESSAGE).status_code == 404


def test_a_conversation_is_its_owners(assistant: RunningAssistant) -> None:
    chat, other = assistant.chat(), assistant.chat()
    path = f"/api/conversations/{chat.id}/messages"
    assert assistant.http.get(path).status_code == 401
    assert assistant.http.get(path, headers=other.headers).status_code == 404


def test_no_log_holds_what_was_typed(assistant: RunningAssistant) -> None:
    chat = assistant.chat()
    path = f"/api/conversations/{chat.id}/messages"
    chat.say(f"{QUESTION} {MARKER}")
    chat.say(f"does a {MARKER} pay tax in antarctica")
    chat.say(f"/{MARKER}")
    chat.say(QUESTION)  # answered: nothing is left for the form to take over
    form_up_to(chat, "name")
    chat.say(f"Ana {MARKER}")
    chat.say(f"{MARKER} at nowhere")
    chat.say(f"{MARKER}@example.org")
    broken = b'{"text": "' + MARKER.encode()
    for body in (broken, f'{{"text": 7, "{MARKER}": 1}}'.encode()):
        reply = assistant.http.post(path, content=body, headers=chat.headers)
        assert reply.status_code == 422
        assert MARKER not in reply.text
    forged = assistant.http.post(path, json={"payload": f"/choose{MARKER}"}, headers=chat.headers)
    assert forged.status_code == 422
    assistant.http.get(f"/api/search?q={MARKER}")
    assistant.http.get(f"/api/tickets/{MARKER}", headers={"Authorization": f"Bearer {MARKER}"})
    assistant.http.get(f"/{MARKER}")

    logs = assistant.logs()
    assert '"event": "request"' in logs
    assert MARKER.lower() not in logs.lower()


def test_who_asked_is_in_the_ticket_alone(assistant: RunningAssistant) -> None:
    chat = assistant.chat()
    chat.say(QUESTION)
    form_up_to(chat, "name")
    for text in ("Quentin Zyzzogeton", "my cell is 703 555 0188", "weekdays after zyzzo o'clock"):
        turn = chat.say(text)
        assert turn["status"] == "ticket_form"
    shown = chat.say("yes")["messages"][0]
    assert (shown["name"], shown["contact"]) == ("Quentin Zyzzogeton", "(703) 555-0188")
    assert shown["call_between"] == "weekdays after zyzzo o'clock"
    assert chat.say("yes")["status"] == "ticket_opened"
    held = [path for path in assistant.var.glob("*.db*") if path.is_file()]
    assert {"assistant.db", "tracker.db"} <= {path.name for path in held}
    for path in held:
        for typed in (b"Quentin", b"555-0188", b"555 0188", b"zyzzo o'clock"):
            assert typed not in path.read_bytes(), path.name


def test_an_identifier_is_masked_everywhere(assistant: RunningAssistant) -> None:
    chat = assistant.chat()
    turn = chat.say("my ssn is 524-71-9083, how do I get more time to file?")
    assert turn["notices"] == ["identifier_removed"]
    assert "[SSN]" in chat.transcript()[1]["text"]
    assert "[SSN]" in str(assistant.rasa_events(chat.id))
    for file in ("assistant.db", "assistant.db-wal", "tracker.db", "tracker.db-wal"):
        path = assistant.var / file
        assert not path.exists() or b"524-71-9083" not in path.read_bytes(), file
    assert "524-71-9083" not in assistant.logs()
