"""Tests of the calls to Rasa: what counts as an answer, and what as its absence."""

import json
from collections.abc import Callable

import httpx
import pytest

from server.dialogue.rasa_client import RasaClient, RasaMessage, RasaUnavailable
from tests.factories import SECRET, rasa_message

Handler = Callable[[httpx.Request], httpx.Response]


def client(handler: Handler) -> RasaClient:
    return RasaClient("http://rasa", SECRET, 1.0, httpx.MockTransport(handler))


def failing(error: type[httpx.TransportError]) -> Handler:
    def handler(request: httpx.Request) -> httpx.Response:
        raise error("away", request=request)

    return handler


async def test_messages_come_back_whole() -> None:
    custom = {"type": "ticket", "reference": "T-2222-2222"}
    button = {"title": "Yes", "payload": "/affirm"}
    raw = rasa_message("Opened", "ticket_opened", [button], custom)
    rasa = client(lambda _: httpx.Response(200, json={"messages": [raw]}))
    assert await rasa.send("c-1", "hello") == [
        RasaMessage("Opened", (button,), custom, "ticket_opened")
    ]
    await rasa.close()


async def test_a_message_may_lack_parts() -> None:
    rasa = client(lambda _: httpx.Response(200, json={"messages": [{"text": None}]}))
    assert await rasa.send("c-1", "hello") == [RasaMessage("", (), {}, None)]
    await rasa.close()


async def test_a_call_carries_the_secret_the_conversation_and_the_text() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"messages": [rasa_message("hi")]})

    rasa = client(handler)
    await rasa.send("c-1", "where is my refund")
    assert seen[0].headers["x-assistant-secret"] == SECRET
    assert json.loads(seen[0].content) == {"sender": "c-1", "message": "where is my refund"}
    await rasa.close()


@pytest.mark.parametrize(
    "handler",
    [
        pytest.param(failing(httpx.ConnectError), id="refused"),
        pytest.param(failing(httpx.ReadTimeout), id="timeout"),
        pytest.param(failing(httpx.RemoteProtocolError), id="cut-off"),
        pytest.param(lambda _: httpx.Response(500, json={"code": "turn_failed"}), id="500"),
        pytest.param(lambda _: httpx.Response(403, json={"code": "forbidden"}), id="403"),
        pytest.param(lambda _: httpx.Response(200, text="<html>"), id="no-json"),
        pytest.param(lambda _: httpx.Response(200, json=[]), id="list"),
        pytest.param(lambda _: httpx.Response(200, json={}), id="no-messages"),
        pytest.param(lambda _: httpx.Response(200, json={"messages": None}), id="null"),
        pytest.param(lambda _: httpx.Response(200, json={"messages": ["hi"]}), id="text"),
        pytest.param(lambda _: httpx.Response(200, json={"messages": []}), id="empty-list"),
    ],
)
async def test_anything_but_messages_means_rasa_is_away(handler: Handler) -> None:
    rasa = client(handler)
    with pytest.raises(RasaUnavailable):
        await rasa.send("c-1", "hello")
    assert not rasa.seen
    await rasa.close()


async def test_the_reason_tells_nothing_that_was_typed() -> None:
    rasa = client(lambda _: httpx.Response(200, text="xylophone"))
    with pytest.raises(RasaUnavailable) as error:
        await rasa.send("c-1", "xylophone")
    assert "xylophone" not in str(error.value)
    await rasa.close()


@pytest.mark.parametrize(
    ("handler", "is_up"),
    [
        pytest.param(lambda _: httpx.Response(200, json={"status": "ok"}), True, id="up"),
        pytest.param(lambda _: httpx.Response(503), False, id="starting"),
        pytest.param(failing(httpx.ConnectError), False, id="refused"),
    ],
)
async def test_it_tells_whether_rasa_is_up(handler: Handler, *, is_up: bool) -> None:
    rasa = client(handler)
    assert await rasa.is_up() is is_up
    assert rasa.seen is is_up
    await rasa.close()


async def test_rasa_once_seen_stays_seen() -> None:
    answers = [httpx.Response(200, json={"status": "ok"}), httpx.Response(503)]
    rasa = client(lambda _: answers.pop(0))
    assert await rasa.is_up()
    assert not await rasa.is_up()
    assert rasa.seen
    await rasa.close()
