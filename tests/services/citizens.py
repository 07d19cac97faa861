"""Owns citizens who talk at once over HTTP, and who try again with the same key, as the widget."""

import asyncio
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx

from actions.ticket_fields import KEPT_MAIL, STAND_INS
from tests.assistant.conversations import ASKS

PATIENCE_SECONDS = 60.0
A_PERSON = "I want to talk to a person"
FILLS = {
    ASKS["question"]: "Can I deduct the oats of horse number {mark}?",
    ASKS["name"]: "Maria Silva",
    ASKS["contact"]: "{mark}@example.org",
    ASKS["consent"]: "yes",
    ASKS["summary"]: "yes",
}
# What the chat shows of what was typed, where that is not kept in it.
SHOWN = {ASKS["name"]: STAND_INS["ticket_name"][-1], ASKS["contact"]: KEPT_MAIL}


@dataclass
class Citizen:
    """One conversation; `mark` is in its messages alone. `said` are its messages, each a turn, as
    the chat shows them.
    """

    http: httpx.AsyncClient
    mark: str
    id: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    turns: list[dict[str, Any]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    retries: int = 0

    @property
    def path(self) -> str:
        return f"/api/conversations/{self.id}"

    async def begin(self) -> None:
        created = await self._insisting("POST", "/api/conversations", {}, {})
        self.id = created["conversation_id"]
        self.headers = {"Authorization": f"Bearer {created['token']}"}

    async def say(self, text: str, *, twice: bool = False) -> dict[str, Any]:
        """`twice`: sent twice at once, as by a double click; both must get the same turn."""
        self.said.append(text)
        headers = {**self.headers, "Idempotency-Key": uuid.uuid4().hex}
        began = time.perf_counter()
        sent = [
            self._insisting("POST", f"{self.path}/messages", {"text": text}, headers)
            for _ in range(2 if twice else 1)
        ]
        first, *others = await asyncio.gather(*sent)
        self.seconds.append(time.perf_counter() - began)
        assert all(other == first for other in others)
        self.turns.append(first)
        return dict(first)

    async def open_ticket(self) -> str:
        """Answers what the form asks until there is a ticket: its reference."""
        turn = await self.say(A_PERSON)
        for _ in range(20):
            tickets = [each for each in turn["messages"] if each["type"] == "ticket"]
            if tickets:
                return str(tickets[0]["reference"])
            text = "\n".join(each["text"] for each in turn["messages"])
            asked = next((each for each in reversed(FILLS) if each in text), None)
            typed = FILLS[asked].format(mark=self.mark) if asked else A_PERSON
            turn = await self.say(typed, twice=asked == ASKS["summary"])
            if asked in SHOWN:
                self.said[-1] = SHOWN[asked]
        raise AssertionError(f"the form never ended: {self.said[-6:]}, {turn}")

    async def transcript(self) -> list[dict[str, Any]]:
        found = await self._insisting("GET", f"{self.path}/messages", None, self.headers)
        return list(found["messages"])

    async def _insisting(
        self, method: str, path: str, body: Any, headers: dict[str, str]
    ) -> dict[str, Any]:
        """Tries again after a lost connection or a 5xx, like the widget."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                reply = await self.http.request(method, path, json=body, headers=headers)
                if reply.status_code < 500:
                    assert reply.is_success, reply.text
                    return dict(reply.json())
                problem = str(reply.status_code)
            except httpx.TransportError as error:
                problem = type(error).__name__
            assert time.monotonic() < deadline, f"{method} {path}: {problem}"
            self.retries += 1
            await asyncio.sleep(0.3)


def client(url: str) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=None)
    return httpx.AsyncClient(base_url=url, timeout=70, trust_env=False, limits=limits)
