"""Tests of the webhook Rasa calls."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from tests.factories import EXTENSION, SECRET, bot_domain, decision
from tests.server.running import Running, Stage, running

PATH = "/internal/actions"
ALLOWED = {"X-Assistant-Secret": SECRET}


def call(action: str, text: str = "more time") -> dict[str, Any]:
    """An action call as Rasa 3.6 sends it."""
    return {
        "next_action": action,
        "sender_id": "c-1",
        "tracker": {
            "sender_id": "c-1",
            "slots": {"misses": 0.0},
            "latest_message": {"text": text, "intent": {"name": "ask_tax_question"}},
            "events": [],
            "paused": False,
            "followup_action": None,
            "active_loop": {},
            "latest_action_name": "action_listen",
        },
        "domain": bot_domain(),
        "version": "3.6.21",
    }


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "OPTIONS"])
@pytest.mark.parametrize(
    "secret", [None, "", "wrong", SECRET.upper()], ids=["none", "empty", "wrong", "other-case"]
)
async def test_without_the_secret_nothing_is_there(
    server: Running, method: str, secret: str | None
) -> None:
    headers = {} if secret is None else {"X-Assistant-Secret": secret}
    nothing = await server.http.request(method, "/nothing", headers=headers)
    for content in (b"", b"{", b'{"next_action": "action_answer_question"}'):
        response = await server.http.request(method, PATH, headers=headers, content=content)
        assert response.status_code == nothing.status_code == 404
        assert response.json() == nothing.json()
        assert "allow" not in response.headers


async def test_without_a_secret_in_the_settings_nobody_is_let_in(
    tmp_path: Path, stage: Stage
) -> None:
    async with running(tmp_path, stage, internal_secret=SecretStr("")) as server:
        for headers in ({}, {"X-Assistant-Secret": ""}, ALLOWED):
            response = await server.http.post(PATH, json=call("action_x"), headers=headers)
            assert response.status_code == 404


async def test_an_action_is_run(server: Running) -> None:
    server.retriever.decisions["more time"] = decision("answered", EXTENSION)
    response = await server.http.post(PATH, json=call("action_answer_question"), headers=ALLOWED)
    assert response.status_code == 200
    result = response.json()
    assert result["responses"][0]["custom"]["entries"] == [EXTENSION]
    assert {event["name"] for event in result["events"]} >= {"misses", "last_question"}


async def test_an_unknown_action_is_named(server: Running) -> None:
    response = await server.http.post(PATH, json=call("action_nothing"), headers=ALLOWED)
    assert response.status_code == 404
    assert "action_nothing" in response.json()["detail"]


@pytest.mark.parametrize("body", [[], "action", None])
async def test_a_call_that_is_none_is_refused(server: Running, body: object) -> None:
    response = await server.http.post(PATH, json=body, headers=ALLOWED)
    assert response.status_code == 422


async def test_an_action_that_fails_tells_nothing(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(text: str) -> None:
        raise RuntimeError(text)

    monkeypatch.setattr(server.retriever, "ask", broken)
    asked = call("action_answer_question", "xylophone")
    response = await server.http.post(PATH, json=asked, headers=ALLOWED)
    assert response.status_code == 500
    assert "xylophone" not in response.text
