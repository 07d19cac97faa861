"""Owns one conversation through the public API, turn by turn, each timed."""

import time
from types import TracebackType
from typing import Self

import httpx

from tests.benchmarks.load.level import LoadFailed
from tests.benchmarks.load.systems import Running

TIMEOUT_SECONDS = 120.0
LEAVES = "cancel"


class Chat:
    """Raises LoadFailed where a turn, or its start, is not as it should be."""

    def __init__(self, running: Running) -> None:
        self._name = running.name
        self._turns = 0
        self._http = httpx.Client(base_url=running.url, timeout=TIMEOUT_SECONDS, trust_env=False)

    def __enter__(self) -> Self:
        try:
            started = self._http.post("/api/conversations", json={}).raise_for_status().json()
        except httpx.HTTPError as error:
            self._http.close()
            raise LoadFailed(f"{self._name}: no conversation started: {error}") from error
        self._http.headers["Authorization"] = f"Bearer {started['token']}"
        self._path = f"/api/conversations/{started['conversation_id']}/messages"
        return self

    def ask(self, text: str) -> float:
        """The milliseconds it took. Where the ticket form begins, it is left again, untimed: within
        it Rasa reads all of the form, and who asks on has not asked for one.
        """
        took, status = self._say(text)
        if status == "ticket_form":
            self._say(LEAVES)
        return took

    def _say(self, text: str) -> tuple[float, str]:
        self._turns += 1
        began = time.perf_counter()
        try:
            reply = self._http.post(self._path, json={"text": text})
            took = (time.perf_counter() - began) * 1000
            turn = reply.raise_for_status().json()
        except httpx.HTTPError as error:
            raise LoadFailed(f"{self._name}: turn {self._turns} failed: {error}") from error
        if turn["degraded"] or turn["status"] == "error":
            raise LoadFailed(f"{self._name}: turn {self._turns} was degraded or an error")
        return took, str(turn["status"])

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._http.close()
