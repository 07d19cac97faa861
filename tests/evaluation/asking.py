"""Owns how the whole assistant is asked: each question in a conversation of its own."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

HANDED_OFF = frozenset({"unanswered", "ticket_form", "ticket_opened", "handed_off"})
# Statuses that may come with the offer of a person without being one.
_MAY_OFFER = frozenset({"choices", "out_of_scope", "error"})
PERSON, CHOOSE = "/talk_to_human", "/choose"


@dataclass(frozen=True)
class Reply:
    """The last turn of a conversation. `answers` are the texts of its answers; `picked` what each
    choice gives, by entry; `stored` the transcript as text; `seconds` how long the turn took.
    """

    status: str
    messages: Sequence[Mapping[str, Any]]
    entry_ids: Sequence[str] = ()
    confidence: float | None = None
    degraded: bool = False
    notices: Sequence[str] = ()
    stored: str = ""
    seconds: float = 0.0
    picked: Mapping[str, str] = field(default_factory=dict)

    @property
    def answers(self) -> Sequence[str]:
        return [message["text"] for message in self.messages if message["type"] == "answer"]

    @property
    def final_text(self) -> str:
        """The answer, or where there is none all that is said; no suggestions, links or titles."""
        return "\n".join(self.answers or [message["text"] for message in self.messages])

    @property
    def choices(self) -> Sequence[Mapping[str, str]]:
        return [choice for message in self.messages for choice in message.get("choices", ())]

    @property
    def is_handoff(self) -> bool:
        """A person is offered, or on the way, and no answer is given."""
        offers = any(choice["payload"] == PERSON for choice in self.choices)
        offered = self.status in HANDED_OFF or (self.status in _MAY_OFFER and offers)
        return offered and not self.answers


class Asker:
    """A citizen at the public API. `entry_of` names the entry of an answer by its question."""

    def __init__(self, http: httpx.Client, entry_of: Mapping[str, str]) -> None:
        self._http = http
        self._entry_of = entry_of

    def ask(self, text: str, context: Sequence[str] = (), *, picks: bool = False) -> Reply:
        """`picks`: whether to take the choices one after the other, to see what they give."""
        created = self._http.post("/api/conversations", json={"language": "en"})
        created.raise_for_status()
        started = created.json()
        path = f"/api/conversations/{started['conversation_id']}/messages"
        headers = {"Authorization": f"Bearer {started['token']}"}
        for turn in context:
            self._send(path, headers, {"text": turn})
        before = time.perf_counter()
        turn_made = self._send(path, headers, {"text": text})
        seconds = time.perf_counter() - before
        stored = self._http.get(path, headers=headers)
        stored.raise_for_status()
        reply = self._reply(turn_made, stored.text, seconds)
        if not picks or reply.status != "choices":
            return reply
        return self._reply(turn_made, stored.text, seconds, self._picked(path, headers, reply))

    def _picked(self, path: str, headers: dict[str, str], reply: Reply) -> dict[str, str]:
        picked: dict[str, str] = {}
        for choice in reply.choices:
            if choice["payload"].startswith(CHOOSE):
                entry = entry_of_payload(choice["payload"])
                turn = self._send(path, headers, {"payload": choice["payload"]})
                given = self._reply(turn, "", 0.0)
                picked[entry] = "\n".join([picked.get(entry, ""), *given.answers]).strip()
        return picked

    def _send(self, path: str, headers: dict[str, str], body: dict[str, str]) -> dict[str, Any]:
        response = self._http.post(path, json=body, headers=headers)
        response.raise_for_status()
        turn: dict[str, Any] = response.json()
        return turn

    def _reply(
        self,
        turn: Mapping[str, Any],
        stored: str,
        seconds: float,
        picked: Mapping[str, str] | None = None,
    ) -> Reply:
        questions = [m.get("question", "") for m in turn["messages"] if m["type"] == "answer"]
        named = [self._entry_of[question] for question in questions if question in self._entry_of]
        first = [turn["entry_id"]] if turn.get("entry_id") else []
        return Reply(
            turn["status"],
            turn["messages"],
            tuple(dict.fromkeys([*first, *named])),
            turn.get("confidence"),
            bool(turn.get("degraded")),
            tuple(turn.get("notices", ())),
            stored,
            seconds,
            picked or {},
        )


def entry_of_payload(payload: str) -> str:
    """The entry that a choice stands for; empty for any other payload."""
    if not payload.startswith(f"{CHOOSE}{{"):
        return ""
    return str(json.loads(payload.removeprefix(CHOOSE)).get("entry_id", ""))
