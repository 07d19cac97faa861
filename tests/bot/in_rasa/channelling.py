"""Tells how the gateway channel answers calls, with a dialogue that says set things."""

import asyncio
import io
import json
import logging
import socket
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, AsyncIterator, Optional

import aiohttp  # comes with Rasa
from rasa.core.channels.channel import UserMessage
from rasa.core.run import configure_app

from bot import launcher
from bot.channel import GatewayChannel

SECRET = "the-shared-secret"
MARKER = "qqmarkerqq"
taken: list[tuple[Optional[str], Optional[str]]] = []


async def dialogue(message: UserMessage) -> None:
    taken.append((message.sender_id, message.text))
    if message.text == "silent":
        return
    if message.text == f"fail {MARKER}":
        raise RuntimeError(f"could not answer {message.text}")
    await message.output_channel.send_response(
        message.sender_id,
        {
            "text": "Hello.",
            "utter_action": "utter_greet",
            "metadata": {"status": "small_talk"},
            "buttons": [{"title": "Yes", "payload": "/affirm"}],
        },
    )
    await message.output_channel.send_response(message.sender_id, {"custom": {"type": "answered"}})


async def answers(address: str) -> dict[str, Any]:
    """Status and body of each call, and how many messages the dialogue had got by then."""
    right = {"X-Assistant-Secret": SECRET}
    calls: dict[str, tuple[dict[str, str], Any]] = {
        "no secret": ({}, {"sender": "a", "message": "hi"}),
        "wrong secret": ({"X-Assistant-Secret": "guess"}, {"sender": "a", "message": "hi"}),
        "empty secret": ({"X-Assistant-Secret": ""}, {"sender": "a", "message": "hi"}),
        "secret of other letters": ({"X-Assistant-Secret": "é"}, {"sender": "a", "message": "hi"}),
        "right secret": (right, {"sender": "a", "message": "hi"}),
        "nothing said": (right, {"sender": "a", "message": "silent"}),
        "failing turn": (right, {"sender": "a", "message": f"fail {MARKER}"}),
    }
    results: dict[str, Any] = {}
    async with aiohttp.ClientSession() as session:
        for name, (headers, body) in calls.items():
            async with session.post(f"{address}/webhook", json=body, headers=headers) as reply:
                results[name] = {
                    "status": reply.status,
                    "body": await reply.json(content_type=None),
                    "taken": len(taken),
                }
        async with session.get(f"{address}/") as reply:
            results["health"] = {"status": reply.status, "body": await reply.json()}
    return results


async def serve_and_call() -> dict[str, Any]:
    """In the application that Rasa serves when the launcher starts it."""
    launcher.apply_fixes()
    app = configure_app([GatewayChannel(SECRET)], enable_api=False)
    app.ctx.agent = SimpleNamespace(handle_message=dialogue)
    async with serving(app) as address:
        return {
            "answers": await answers(f"{address}/webhooks/gateway"),
            "strangers": await strangers(
                address, {f"/{route.path}" for route in app.router.routes}
            ),
        }


@asynccontextmanager
async def serving(app: Any) -> AsyncIterator[str]:
    """Its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    server: Any = await app.create_server(
        sock=listening, return_asyncio_server=True, access_log=False
    )
    await server.startup()
    await server.start_serving()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.close()
        await server.wait_closed()


async def strangers(address: str, paths: set[str]) -> dict[str, list[Any]]:
    """What each route says to a caller without the secret, and where none is expected."""
    said: dict[str, list[Any]] = {}
    async with aiohttp.ClientSession() as session:
        for path in sorted({"/", "/version", *paths}):
            for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS"):
                async with session.request(method, f"{address}{path}", json={"x": 1}) as reply:
                    said[f"{method} {path}"] = [reply.status, await reply.text()]
    return said


def refusal_of(credentials: Optional[dict[str, Any]]) -> str:
    try:
        GatewayChannel.from_credentials(credentials)
    except ValueError as error:
        return str(error)
    return ""


def main() -> None:
    log = io.StringIO()
    logging.basicConfig(stream=log, level=logging.DEBUG, force=True)
    found = {
        **asyncio.run(serve_and_call()),
        "refusals": {
            "none": refusal_of(None),
            "empty": refusal_of({"secret": ""}),
            "variable not set": refusal_of({"secret": "${ASSISTANT_INTERNAL_SECRET}"}),
            "set": refusal_of({"secret": "s"}),
        },
    }
    print(json.dumps({**found, "marker": MARKER, "log": log.getvalue()}))


if __name__ == "__main__":
    main()
