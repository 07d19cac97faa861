"""Owns the fakes: collaborators that work in memory, by script."""

import asyncio
import datetime as dt
import json
import re
import zlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from actions.ports import (
    Presence,
    TicketRequest,
    TicketsPaused,
    TicketState,
    TicketsUnavailable,
)
from embeddings.confidence import Candidate
from embeddings.corpus import load_corpus
from embeddings.decision import Decision
from embeddings.encoder import Vectors
from embeddings.follow_ups import Context
from embeddings.retriever import Retriever
from server.switches.service import Pause, Paused
from tests import factories


class FakeEncoder:
    """Turns words into vectors by their hash: texts are near where they share words."""

    DIMENSION = 256

    def __init__(self, name: str = "words") -> None:
        self.name = name
        self.encoded: list[str] = []

    def before_encoding(self) -> None:
        """For tests that watch or hold up an encoding."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.before_encoding()
        self.encoded.extend(texts)
        vectors = np.zeros((len(texts), self.DIMENSION), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()) or ["nothing"]:
                vectors[row, zlib.crc32(word.encode()) % self.DIMENSION] += 1.0
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


class ScriptedRetriever(Retriever):
    """Decides as `decisions` says, by text; all other texts are unanswered. Answers are real."""

    def __init__(self, knowledge: Path) -> None:
        self.corpus = load_corpus(knowledge)
        self.decisions: dict[str, Decision] = {}
        self.contexts: dict[str, Context | None] = {}
        self._today = lambda: factories.TODAY
        self._encoder = WordEncoder()
        self._settings = factories.retrieval_settings()

    def ask(self, text: str, context: Context | None = None) -> Decision:
        self.contexts[text] = context
        return self._scripted(text)

    def prepare(self, texts: Sequence[str]) -> None:
        """Nothing is encoded for what is scripted."""

    def urgent_reply(self, text: str) -> str | None:
        decision = self._scripted(text)
        return decision.reply if decision.outcome == "urgent" else None

    def search(self, text: str) -> list[Candidate]:
        return list(self._scripted(text).candidates)

    def _scripted(self, text: str) -> Decision:
        return self.decisions.get(text, factories.decision("unanswered"))


class FakeAsyncRetriever:
    """Gives the one decision; entries of `known` can be picked."""

    def __init__(self, decision: Decision | None = None, known: Sequence[str] = ()) -> None:
        self._decision = decision or factories.decision("unanswered")
        self._known = known
        self.asked: list[tuple[str, Context | None]] = []

    async def ask(self, text: str, context: Context | None) -> Decision:
        self.asked.append((text, context))
        return self._decision

    async def pick(self, entry_id: str, tax_year: int | None) -> Decision:
        if entry_id not in self._known:
            return Decision("unanswered", 0.0, (), (), tax_year)
        return Decision("answered", 0.0, (entry_id,), (), tax_year)


class FakeContexts:
    """One context, whatever the conversation."""

    def __init__(self, context: Context | None = None) -> None:
        self.context = context

    async def of(self, conversation_id: str) -> Context | None:
        return self.context


class FakeTickets:
    """Tickets in memory, one for each key."""

    def __init__(
        self,
        *,
        is_down: bool = False,
        are_paused: bool = False,
        existing: Sequence[TicketState] = (),
    ) -> None:
        self.is_down = is_down
        self.are_paused = are_paused
        self.opened: dict[str, TicketRequest] = {}
        self._existing = list(existing)

    async def are_taken(self) -> bool:
        return not self.are_paused

    async def open(self, request: TicketRequest) -> TicketState:
        if self.are_paused:
            raise TicketsPaused
        if self.is_down:
            raise TicketsUnavailable("disk full")
        self.opened.setdefault(request.idempotency_key, request)
        number = list(self.opened).index(request.idempotency_key)
        return TicketState(f"T-222{'23479'[number]}-2222", "new")

    async def of_conversation(self, conversation_id: str) -> Sequence[TicketState]:
        return self._existing


class FakePeople:
    """One answer, whoever asks; keeps who asked, and who gave it up."""

    def __init__(self, presence: Presence | None = None) -> None:
        self.presence = presence or Presence("busy")
        self.asked: list[str] = []
        self.given_up: list[str] = []

    async def ask_for(self, conversation_id: str) -> Presence:
        self.asked.append(conversation_id)
        return self.presence

    async def no_longer(self, conversation_id: str) -> None:
        self.given_up.append(conversation_id)


class FakeSwitches:
    """What is paused, by the switch's name."""

    def __init__(self, *names: str) -> None:
        self.names = names

    async def paused(self) -> Paused:
        pause = Pause(dt.datetime(2026, 11, 23, tzinfo=dt.UTC), "ada", "A test")
        return Paused(dict.fromkeys(self.names, pause))


class FakeRasa:
    """The gateway channel of bot/: replies by script, else repeats the text; can be away.

    While `gate` is not set, replies wait; `reached` is set when a message has come. `dies_after` is
    what is still done for a text before the connection is lost.
    """

    def __init__(self) -> None:
        self.is_up = True
        self.gate = asyncio.Event()
        self.gate.set()
        self.reached = asyncio.Event()
        self.replies: dict[str, list[dict[str, Any]]] = {}
        self.received: list[str] = []
        self.intents: dict[str, str] = {}
        self.dies_after: dict[str, Callable[[], Awaitable[object]]] = {}

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._reply)

    async def _reply(self, request: httpx.Request) -> httpx.Response:
        if not self.is_up:
            raise httpx.ConnectError("refused", request=request)
        if request.method == "GET":
            return httpx.Response(200, json={"status": "ok"})
        body: Mapping[str, str] = json.loads(request.content)
        if request.url.path.endswith("/parse"):
            intent = self.intents.get(body["message"], "nlu_fallback")
            return httpx.Response(200, json={"intent": {"name": intent, "confidence": 1.0}})
        text = body["message"]
        self.received.append(text)
        self.reached.set()
        await self.gate.wait()
        if text in self.dies_after:
            await self.dies_after[text]()
            raise httpx.ReadError("connection lost", request=request)
        echo = [factories.rasa_message(f"You said: {text}", "small_talk")]
        return httpx.Response(200, json={"messages": self.replies.get(text, echo)})


class WordEncoder:
    """Vectors from words alone: texts that share words are near. Counts its calls, and texts."""

    dimension = 512

    def __init__(self, name: str = "words") -> None:
        self.name = name
        self.encoded = self.calls = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.calls += 1
        self.encoded += len(texts)
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()):
                vectors[row, zlib.crc32(word.encode()) % self.dimension] += 1.0
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        normalised: Vectors = vectors / np.maximum(lengths, 1e-9)
        return normalised
