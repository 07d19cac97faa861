"""Owns citizens who open tickets one after the other, and do not give up when a call fails."""

import threading
import time
import uuid
from collections import Counter
from typing import Any

import httpx

from tests.assistant.running import until
from tests.faults.serving import A_PERSON

TYPED = (A_PERSON, "Can I deduct oats for a horse?", "Eve", "eve@example.org", "yes", "yes")
PAUSE_SECONDS = 0.05


class Citizens:
    """Each in a thread of their own. A call is repeated with its key until it is answered.

    `codes` counts what the calls got: "200", or a status with the problem's code. `references` are
    those that citizens saw.
    """

    def __init__(self, url: str, count: int = 4) -> None:
        self.codes: Counter[str] = Counter()
        self.references: list[str] = []
        self._url = url
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._run) for _ in range(count)]

    def __enter__(self) -> "Citizens":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def wait_for_more(self, tickets: int, seconds: float = 60.0) -> None:
        """Until so many more were opened."""
        before = len(self.references)
        until(lambda: len(self.references) >= before + tickets, seconds)

    def wait_for_failures(self, count: int, seconds: float = 30.0) -> None:
        before = self.failures
        until(lambda: self.failures >= before + count, seconds)

    @property
    def failures(self) -> int:
        with self._lock:
            return sum(count for code, count in self.codes.items() if not code.startswith("2"))

    def _run(self) -> None:
        with httpx.Client(base_url=self._url, timeout=60, trust_env=False) as http:
            while not self._ended.is_set():
                self._open_a_ticket(http)

    def _open_a_ticket(self, http: httpx.Client) -> None:
        chat = self._call(http, "/api/conversations", {}, {})
        headers = {"Authorization": f"Bearer {chat.get('token')}"}
        path = f"/api/conversations/{chat.get('conversation_id')}/messages"
        turn: dict[str, Any] = {}
        for text in TYPED:
            turn = self._call(
                http, path, {"text": text}, {**headers, "Idempotency-Key": uuid.uuid4().hex}
            )
        for message in turn.get("messages", ()):
            if message["type"] == "ticket":
                with self._lock:
                    self.references.append(message["reference"])

    def _call(
        self, http: httpx.Client, path: str, body: dict[str, str], headers: dict[str, str]
    ) -> dict[str, Any]:
        while not self._ended.is_set():
            try:
                response = http.post(path, json=body, headers=headers)
            except httpx.HTTPError as error:
                self._count(type(error).__name__)
            else:
                value: dict[str, Any] = response.json()
                self._count(f"{response.status_code} {value.get('code', '')}".strip())
                if response.is_success:
                    return value
            time.sleep(PAUSE_SECONDS)
        return {}

    def _count(self, code: str) -> None:
        with self._lock:
            self.codes[code] += 1
