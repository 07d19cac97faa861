"""Tells what each kind of turn costs Rasa with a trained model: `counting MODEL TRACKER_URL`."""

import asyncio
import json
import os
import sys
from collections import Counter
from contextlib import asynccontextmanager
from typing import Any, AsyncIterator

import sqlalchemy as sa
import sqlalchemy.event
from aiohttp import web  # comes with Rasa
from rasa.core.agent import Agent, load_agent
from rasa.core.channels.channel import UserMessage
from rasa.core.utils import AvailableEndpoints
from rasa.nlu.featurizers.sparse_featurizer.lexical_syntactic_featurizer import (
    LexicalSyntacticFeaturizer,
)
from rasa.shared.core.trackers import DialogueStateTracker
from sklearn.feature_extraction.text import CountVectorizer

from bot import fixes, launcher
from bot.channel import GatewayOutput
from tests.turn_kinds import ASKED, FORM, HORSE_ASKED, KINDS, PERSON_ASKED, START, Kind

TURNS = 30
FIELDS = ("ticket_question", "ticket_name", "ticket_contact")
REMEMBERED = {"misses": 0.0, "last_question": None, "person_offered": False}


class Actions:
    """The server's side of the webhook, by script: keeps what it is sent."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    async def run(self, request: web.Request) -> web.Response:
        self.bodies.append(await request.read())
        call = json.loads(self.bodies[-1])
        said = {"text": "An answer.", "custom": {"type": "answered"}}
        return web.json_response({"events": _events(call), "responses": [said]})


def _events(call: dict[str, Any]) -> list[dict[str, Any]]:
    name, slots = call["next_action"], call["tracker"]["slots"]
    if name == FORM:
        asked = slots.get("requested_slot")
        following = (*FIELDS, FIELDS[-1])[FIELDS.index(asked) + 1] if asked else FIELDS[0]
        filled = {asked: "filled"} if asked else {}
        return _set({**filled, "requested_slot": following})
    if name == START:
        follows = {"event": "followup", "name": "ticket_form"}
        return [*_set(dict.fromkeys(FIELDS)), follows]
    return _set(REMEMBERED)


def _set(slots: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"event": "slot", "name": name, "value": value} for name, value in slots.items()]


class Counted:
    """Rasa's own turns, counted."""

    def __init__(self, agent: Agent, actions: Actions) -> None:
        self._agent, self._actions = agent, actions
        self._statements: list[str] = []
        self._rows = self._connections = 0
        self._done: Counter[str] = Counter()
        self._count("events gone through", DialogueStateTracker, "update")
        self._count("histories", DialogueStateTracker, "generate_all_prior_trackers")
        self._count("texts", CountVectorizer, "transform")
        self._count("texts", LexicalSyntacticFeaturizer, "_process_message")
        sa.event.listen(sa.engine.Engine, "before_cursor_execute", self._executing)
        sa.event.listen(sa.pool.Pool, "connect", self._connecting)

    def _executing(self, *given: Any) -> None:
        _, _, statement, parameters, _, executemany = given
        self._statements.append(" ".join(statement.split()))
        if statement.startswith("INSERT"):
            self._rows += len(parameters) if executemany else 1

    def _count(self, what: str, owner: Any, name: str) -> None:
        stock = getattr(owner, name)

        def counting(*given: Any, **named: Any) -> Any:
            self._done[what] += 1
            return stock(*given, **named)

        setattr(owner, name, counting)

    def _connecting(self, *_: Any) -> None:
        self._connections += 1

    async def turn(self, sender: str, kind: Kind) -> dict[str, Any]:
        self._statements.clear()
        self._actions.bodies.clear()
        self._done.clear()
        self._rows = self._connections = 0
        output = GatewayOutput()
        await self._agent.handle_message(UserMessage(kind.to_rasa, output, sender))
        assert output.messages, kind
        return {
            "statements": list(self._statements),
            "rows": self._rows,
            "connections": self._connections,
            "done": dict(self._done),
            "calls": [_told(body) for body in self._actions.bodies],
        }


def _told(body: bytes) -> dict[str, Any]:
    """Of a call: `fixed` are its bytes without the actions of the past and without times."""
    call = json.loads(body)
    events = call["tracker"].pop("events")
    past = [event for event in events if event["event"] == "action"]
    new = [{**event, "timestamp": 0} for event in events if event["event"] != "action"]
    call["tracker"]["latest_event_time"] = 0
    return {
        "action": call["next_action"],
        "actions_told": len(past),
        "events": [event["event"] for event in new],
        "domain": sorted(call["domain"]),
        "bytes": len(body),
        "fixed": len(json.dumps([call, new])),
    }


@asynccontextmanager
async def started(model: str) -> AsyncIterator[Counted]:
    """Rasa with its model and the launcher's fixes, and beside it who runs its actions."""
    actions, app = Actions(), web.Application()
    app.router.add_post("/", actions.run)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    os.environ["ASSISTANT_ACTIONS_URL"] = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    launcher.apply_fixes()
    endpoints = AvailableEndpoints.read_endpoints("bot/endpoints.yml")
    agent = await load_agent(model, endpoints=endpoints)
    try:
        yield Counted(agent, actions)
    finally:
        await fixes.close_sessions()
        await runner.cleanup()


async def found(model: str) -> dict[str, Any]:
    kinds: dict[str, Any] = {}
    async with started(model) as counter:
        for name, kind in KINDS.items():
            for each in kind.before:
                await counter.turn(name, each)
            kinds[name] = await counter.turn(name, kind)
        long = [await counter.turn("long", ASKED) for _ in range(TURNS)]
        await counter.turn("form", PERSON_ASKED)
        form = [await counter.turn("form", HORSE_ASKED) for _ in range(TURNS)]
    return {"kinds": kinds, "long": long, "form": form}


if __name__ == "__main__":
    os.environ.update(ASSISTANT_TRACKER_URL=sys.argv[2], ASSISTANT_REDIS_URL="")
    print(json.dumps(asyncio.run(found(sys.argv[1]))))
