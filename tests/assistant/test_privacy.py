"""Tests of who may call what in the running assistant, and of what its logs hold."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.assistant.conversations import QUESTION, form_up_to
from tests.assistant.running import SECRET, RunningAssistant
from tests.hostile import MARK, TEXTS

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
    "path",
    [
        "/",
        "/version",
        "/webhooks/rest/webhook",
        "/conversations/x/tracker",
        "/model/parse",
        "/status",
    ],
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


def test_orders_to_the_assistant_are_one_more_message_without_an_answer(
    assistant: RunningAssistant,
) -> None:
    """What no entry answers is told so and offered a person; nothing of its own is told."""
    for order in (TEXTS["orders"], TEXTS["orders-in-markup"]):
        turn = assistant.chat().say(order)
        assert turn["status"] in ("unanswered", "out_of_scope"), turn
        assert turn["entry_id"] is None
        told = str(turn["messages"]).lower()
        for word in ("prompt", "instruction", "rasa", "intent", "secret", MARK):
            assert word not in told
        assert not turn["degraded"]


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


IDENTIFIERS = {
    "SSN": ("my ssn is {}, how do I get more time to file?", "524-71-9083"),
    "ITIN": ("{} is my itin, how do I get more time to file?", "955 82 3019"),
    "EIN": ("our ein {} has a typo, how do I get more time to file?", "85-6120073"),
    "PTIN": ("how do I get more time to file? my preparer is {}", "P01998870"),
    "IP_PIN": ("my ip pin is {}, how do I get more time to file?", "440192"),
    "CARD": ("{} is my card. How do I get more time to file?", "4012 8888 8888 1881"),
    "ROUTING": ("routing number {}, how do I get more time to file?", "322271627"),
    "ACCOUNT": ("account {}, how do I get more time to file?", "4471209983"),
    "PASSPORT": ("my passport is {}, how do I get more time to file?", "A53189442"),
}


@pytest.mark.parametrize("kind", IDENTIFIERS)
def test_an_identifier_is_told_of_and_the_question_answered(
    assistant: RunningAssistant, kind: str
) -> None:
    form, number = IDENTIFIERS[kind]
    turn = assistant.chat().say(form.format(number))
    assert turn["notices"] == ["identifier_removed"]
    assert turn["entry_id"] == "how-to-file/extension"


def test_no_file_holds_an_identifier(assistant: RunningAssistant) -> None:
    chat = assistant.chat()
    for form, number in IDENTIFIERS.values():
        chat.say(form.format(number))
    chat.say("my social is six one nine oh four two two seven one")
    chat.say("my ssn is 619-04")
    chat.say("2271")
    headers = {**chat.headers, "Idempotency-Key": "524-71-9083"}
    body = {"text": "Is 524719083 mine?"}
    path = f"/api/conversations/{chat.id}"
    assistant.http.post(f"{path}/messages", json=body, headers=headers).raise_for_status()
    answered = chat.say("How do I get more time to file?")["turn"]
    comment = {"turn": answered, "helpful": False, "comment": "524-71-9083 is my ssn"}
    assistant.http.post(f"{path}/feedback", json=comment, headers=chat.headers).raise_for_status()
    form_up_to(chat, "name")
    chat.say("Ana 524-71-9083")
    assistant.http.get("/api/search?q=524-71-9083")
    assistant.http.get("/tickets/524-71-9083")
    assert "[SSN]" in str(assistant.rasa_events(chat.id))

    typed = [number for _, number in IDENTIFIERS.values()]
    secret = [*typed, "524719083", "619-04-2271", "619-04\n2271", "six one nine oh four"]
    held = [
        (path.relative_to(assistant.var), number)
        for path in written_by(assistant)
        for number in secret
        if _holds(path.read_bytes(), number)
    ]
    assert held == []


def _holds(content: bytes, number: str) -> bool:
    """Not as part of another number: the millionths of a time may be any six digits."""
    return re.search(rf"(?<![\d.]){re.escape(number)}(?!\d)".encode(), content) is not None


def written_by(assistant: RunningAssistant) -> list[Path]:
    """All it has written, beside the content and the index it was given."""
    given = {"knowledge", "index"}
    files = [path for path in assistant.var.rglob("*") if path.is_file()]
    kept = [path for path in files if path.relative_to(assistant.var).parts[0] not in given]
    names = {path.name for path in kept}
    assert {"assistant.db", "tracker.db"} <= names, names
    assert any(path.suffix == ".log" for path in kept), names
    return kept
