"""Tests of the citizen's side of the public API where it refuses, or asks to wait."""

from collections.abc import Callable

import httpx
import pytest

from tests.runner.assistant import NotPossible
from tests.runner.citizen import Citizen

BEGUN = {"conversation_id": "c1", "token": "t", "messages": []}
TURN = {"turn": 1, "status": "answered", "messages": []}
TOO_LONG = {"code": "message_too_long", "detail": "At most 2,000 characters."}


def citizen(*replies: httpx.Response) -> Citizen:
    """Of an API that gives these replies to messages, one after the other."""
    left = iter(replies)

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/api/conversations":
            return httpx.Response(201, json=BEGUN)
        assert request.headers["Authorization"] == "Bearer t"
        return next(left)

    return Citizen(client(answer), "en")


def client(answer: Callable[[httpx.Request], httpx.Response]) -> httpx.Client:
    return httpx.Client(transport=httpx.MockTransport(answer), base_url="http://assistant")


def test_who_is_asked_to_wait_waits_and_sends_again() -> None:
    waits = httpx.Response(429, headers={"Retry-After": "0.01"})
    assert citizen(waits, waits, httpx.Response(200, json=TURN)).send({"text": "hi"}) == TURN


def test_a_refusal_is_a_turn_that_says_why() -> None:
    turn = citizen(httpx.Response(422, json=TOO_LONG)).send({"text": "hi"})
    assert (turn["status"], turn["code"]) == ("refused", "message_too_long")
    assert [each["text"] for each in turn["messages"]] == ["At most 2,000 characters."]


def test_a_server_that_fails_or_is_not_there_cannot_be_tested() -> None:
    with pytest.raises(NotPossible, match="not taken: status 503"):
        citizen(httpx.Response(503, text="no")).send({"text": "hi"})

    def nobody(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with pytest.raises(NotPossible, match="does not answer: refused"):
        Citizen(client(nobody), "en")
