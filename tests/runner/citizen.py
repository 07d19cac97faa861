"""Owns the citizen's side of the public API: a conversation, its messages and its tickets."""

import time
from collections.abc import Mapping
from typing import Any

import httpx

from tests.runner.assistant import NotPossible

# So often a message is sent again where the assistant asks to wait.
MOST_WAITS = 3


class Citizen:
    """One conversation, as its citizen holds it."""

    def __init__(self, http: httpx.Client, language: str) -> None:
        self._http = http
        created = self._call("POST", "/api/conversations", {"language": language}, {})
        if created.status_code != 201:
            raise NotPossible(f"no conversation can be begun: {_problem(created)}")
        body = created.json()
        self.id: str = body["conversation_id"]
        self._headers = {"Authorization": f"Bearer {body['token']}"}
        self.greeting: list[dict[str, Any]] = body["messages"]

    def send(self, body: Mapping[str, str]) -> dict[str, Any]:
        """The turn. One that was refused has the status "refused", and says why."""
        path = f"/api/conversations/{self.id}/messages"
        reply = self._call("POST", path, body, self._headers)
        if reply.status_code == 200:
            turn: dict[str, Any] = reply.json()
            return turn
        if not 400 <= reply.status_code < 500:
            raise NotPossible(f"the message was not taken: {_problem(reply)}")
        told = reply.json()
        said = {"type": "refusal", "text": told.get("detail") or told.get("title") or ""}
        return {"status": "refused", "code": told.get("code"), "messages": [said]}

    def transcript(self) -> list[dict[str, Any]]:
        path = f"/api/conversations/{self.id}/messages"
        messages: list[dict[str, Any]] = self._read(path, self._headers)["messages"]
        return messages

    def ticket(self, reference: str, secret: str) -> dict[str, Any]:
        """As its citizen reads it: status and thread."""
        headers = {"Authorization": f"Bearer {secret}"}
        return self._read(f"/api/tickets/{reference}", headers)

    def _read(self, path: str, headers: Mapping[str, str]) -> dict[str, Any]:
        reply = self._call("GET", path, None, headers)
        if reply.status_code != 200:
            raise NotPossible(f"{path.split('/')[2]} cannot be read: {_problem(reply)}")
        body: dict[str, Any] = reply.json()
        return body

    def _call(
        self, method: str, path: str, body: object, headers: Mapping[str, str]
    ) -> httpx.Response:
        try:
            for _ in range(MOST_WAITS):
                reply = self._http.request(method, path, json=body, headers=headers)
                if reply.status_code != 429:
                    break
                time.sleep(float(reply.headers.get("Retry-After", "1")))
        except httpx.HTTPError as error:
            raise NotPossible(f"the assistant does not answer: {error}") from error
        return reply


def _problem(reply: httpx.Response) -> str:
    return f"status {reply.status_code}, {reply.text[:200]}"
