"""Owns a server whose turns are counted: its calls, statements, encodings and searches."""

import json
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Engine, event

from embeddings.corpus import load_corpus
from embeddings.encoder import Vectors
from embeddings.index import make_index
from embeddings.nearest import Nearest
from embeddings.retriever import Retriever
from server.content.publishing import OpenedContent
from tests.factories import SECRET, TODAY, bot_domain, rasa_message, retrieval_settings
from tests.fakes import FakeRasa, WordEncoder
from tests.server.running import Running, Stage, running
from tests.turn_kinds import FORM, KINDS, Kind

# Set while a turn is counted; what the server does besides, in tasks of its own, has none.
_COUNTED: ContextVar["Counts | None"] = ContextVar("counted", default=None)


@dataclass
class Counts:
    """What one turn took. `statements` hold no values."""

    rasa: int = 0
    actions: int = 0
    statements: list[str] = field(default_factory=list)
    transactions: int = 0
    encodings: list[list[str]] = field(default_factory=list)
    searches: int = 0


class CountedEncoder(WordEncoder):
    """Keeps what it is asked to encode, call by call."""

    def __init__(self) -> None:
        super().__init__()
        self.each: list[list[str]] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.each.append(list(texts))
        return super().encode(texts)


class CountedNearest(Nearest):
    """Nearest vectors as they are, with the searches counted."""

    def __init__(self, nearest: Nearest) -> None:
        self.__dict__.update(vars(nearest))
        self.searches = 0

    def search(self, queries: Vectors, count: int) -> list[list[tuple[float, int]]]:
        self.searches += 1
        return super().search(queries, count)


class PlayedRasa(FakeRasa):
    """Calls the server's actions for a message as Rasa does, and keeps the slots they set."""

    def __init__(self) -> None:
        super().__init__()
        self.webhook: httpx.AsyncClient | None = None
        self._slots: dict[str, dict[str, Any]] = {}

    async def _reply(self, request: httpx.Request) -> httpx.Response:
        _counts().rasa += 1
        if not request.url.path.endswith("/webhook"):
            return await super()._reply(request)
        body = json.loads(request.content)
        kind = next(kind for kind in _every_kind() if kind.to_rasa == body["message"])
        calls = [_action_call(name, body, self._slots_of(body)) for name in kind.actions]
        said = [message for call in calls for message in await self._run(call)]
        if FORM in kind.actions:
            said.append(rasa_message("What it asks next", "ticket_form"))
        elif not kind.actions:
            said.append(rasa_message("A text", "small_talk"))
        return httpx.Response(200, json={"messages": said})

    def _slots_of(self, body: dict[str, str]) -> dict[str, Any]:
        return self._slots.setdefault(body["sender"], {"misses": 0.0})

    async def _run(self, call: dict[str, Any]) -> list[dict[str, Any]]:
        """The messages of an action; the responses it names are texts like any other here."""
        assert self.webhook is not None
        _counts().actions += 1
        headers = {"X-Assistant-Secret": SECRET}
        response = await self.webhook.post("/internal/actions", json=call, headers=headers)
        result = response.raise_for_status().json()
        slots = {e["name"]: e["value"] for e in result["events"] if e["event"] == "slot"}
        call["tracker"]["slots"].update(slots)
        return [
            rasa_message(said.get("text") or "A text", custom=said.get("custom") or {})
            for said in result["responses"]
        ]


def _action_call(action: str, body: dict[str, str], slots: dict[str, Any]) -> dict[str, Any]:
    text = body["message"]
    named = json.loads(text[text.index("{") :]) if "{" in text else {}
    entities = [{"entity": name, "value": value} for name, value in named.items()]
    intent = text[1:].partition("{")[0] if text.startswith("/") else "ask_tax_question"
    return {
        "next_action": action,
        "sender_id": body["sender"],
        "tracker": {
            "sender_id": body["sender"],
            "slots": slots,
            "latest_message": {"text": text, "intent": {"name": intent}, "entities": entities},
            "events": [],
            "paused": False,
            "followup_action": None,
            "active_loop": {"name": "ticket_form"} if action == FORM else {},
            "latest_action_name": "action_listen",
        },
        "domain": bot_domain(),
        "version": "3.6.21",
    }


def _every_kind() -> Iterator[Kind]:
    for kind in KINDS.values():
        yield from (*kind.before, kind)


@dataclass(frozen=True)
class Counting:
    """The server, and what counts."""

    server: Running
    encoder: CountedEncoder
    nearest: CountedNearest

    @contextmanager
    def counted(self) -> Iterator[Counts]:
        """What is done meanwhile for the calls made in here."""
        counts, before = Counts(), self.nearest.searches
        self.encoder.each.clear()
        token = _COUNTED.set(counts)
        try:
            yield counts
        finally:
            _COUNTED.reset(token)
            counts.encodings = [list(call) for call in self.encoder.each]
            counts.searches = self.nearest.searches - before


@asynccontextmanager
async def counting(folder: Path, stage: Stage) -> AsyncIterator[Counting]:
    """A server as it is composed, with an encoder of words and Rasa played."""
    corpus, encoder, rasa = load_corpus(stage.knowledge), CountedEncoder(), PlayedRasa()
    index = make_index(corpus, encoder.name, encoder.encode)[0]
    index.nearest = nearest = CountedNearest(index.nearest)
    retriever = Retriever(corpus, index, encoder, retrieval_settings(), lambda: TODAY)
    async with running(folder, stage, rasa, OpenedContent(retriever)) as server:
        rasa.webhook = server.http
        for engine in server.parts.database.engines:
            _listen(engine)
        yield Counting(server, encoder, nearest)


def _listen(engine: Engine) -> None:
    def statement(_: Any, __: Any, text: str, *___: Any) -> None:
        _counts().statements.append(_short(text))

    def begun(_: Any) -> None:
        _counts().transactions += 1

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "begin", begun)


def _counts() -> Counts:
    """Those of the turn that is counted; else some that nobody reads."""
    return _COUNTED.get() or Counts()


def _short(statement: str) -> str:
    """In one line, without the columns."""
    line = " ".join(statement.split())
    line = re.sub(r"^(SELECT) .*? (FROM) ", r"\1 … \2 ", line)
    return re.sub(r"^(INSERT INTO \S+) .*", r"\1 …", line)
