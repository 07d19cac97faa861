"""Owns a whole assistant for tests: Rasa, server and data of its own on free ports."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.contact.keys import keys_of
from server.launch.plan import Plan, free_port, plan_for
from server.settings import ROOT, Settings
from tests.assistant.action_proxy import ActionProxy
from tests.assistant.holding import HoldingSupervisor

SECRET = "the secret of the tests"
CONTACT = ("name", "contact", "call_between")
READY_SECONDS = 180.0


class RunningAssistant:
    """Rasa and the server under a supervisor, on a copy of the content that nobody edits.

    `services` are settings by the names of the environment, as an operator gives them. Rasa's
    calls of actions come by `actions`, where a test may answer them itself.
    """

    def __init__(self, var: Path, services: Mapping[str, str] | None = None) -> None:
        self.var = var
        self._services = services or {}
        self.said: list[str] = []
        self.port = free_port()
        self.http = httpx.Client(base_url=self.url, timeout=60, trust_env=False)
        self.actions = ActionProxy(self.port)
        self._supervisor: HoldingSupervisor | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def rasa_url(self) -> str:
        assert self._supervisor is not None
        return self._supervisor.plan.rasa.ready_url.split("/webhooks")[0]

    def prepare(self) -> None:
        """Copies content and index, and encodes what the copied index lacks."""
        shutil.copytree(ROOT / "knowledge", self.var / "knowledge")
        if (ROOT / "var" / "index").exists():
            shutil.copytree(ROOT / "var" / "index", self.var / "index")
        folders = ("--knowledge", self.var / "knowledge", "--index", self.var / "index")
        subprocess.run(
            [sys.executable, "-m", "embeddings", "build", *folders],
            cwd=ROOT,
            check=True,
            capture_output=True,
        )

    @property
    def settings(self) -> dict[str, str]:
        """By the names of the environment; for commands on its data, too."""
        return {
            "ASSISTANT_PORT": str(self.port),
            "ASSISTANT_VAR_DIR": str(self.var),
            "ASSISTANT_INDEX_DIR": str(self.var / "index"),
            "ASSISTANT_KNOWLEDGE_DIR": str(self.var / "knowledge"),
            "ASSISTANT_DATABASE_URL": f"sqlite+aiosqlite:///{self.var / 'assistant.db'}",
            "ASSISTANT_INTERNAL_SECRET": SECRET,
            "ASSISTANT_RATE_LIMIT": "off",
            **self._services,
        }

    def start(self) -> None:
        """Returns when it is ready."""
        self._supervisor = HoldingSupervisor(self._plan(), self.said.append)
        self._supervisor.start()
        self._supervisor.wait_ready(READY_SECONDS)

    def _plan(self) -> Plan:
        with pytest.MonkeyPatch.context() as environment:
            for name, value in self.settings.items():
                environment.setenv(name, value)
            plan = plan_for(Settings(), self.settings)
        by_proxy = {**plan.rasa.environment, "ASSISTANT_ACTIONS_URL": self.actions.url}
        return replace(plan, rasa=replace(plan.rasa, environment=by_proxy))

    def stop(self) -> None:
        if self._supervisor is not None:
            self._supervisor.stop()

    def close(self) -> None:
        self.stop()
        self.actions.close()
        self.http.close()

    def kill(self, program: str) -> None:
        """`kill -9` of "rasa" or "server"."""
        pid = int((self.var / "run" / f"{program}.pid").read_text())
        os.kill(pid, signal.SIGKILL)

    def hold_rasa_back(self) -> None:
        """Killed from now on it stays away, until `let_rasa_start`."""
        assert self._supervisor is not None
        self._supervisor.hold_rasa_back()

    def let_rasa_start(self) -> None:
        assert self._supervisor is not None
        self._supervisor.let_rasa_start()

    def wait_until_ended(self) -> None:
        assert self._supervisor is not None
        assert self._supervisor.ended.wait(30)

    def wait_until_ready(self) -> None:
        """Until Rasa has been seen to be up, too."""
        until(lambda: self.http.get("/readyz").json()["status"] == "ready", READY_SECONDS)

    def logs(self) -> str:
        """All that Rasa and the server have logged, before a restart too."""
        files = sorted((self.var / "logs").iterdir())
        return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in files)

    def rasa_events(self, conversation_id: str) -> list[dict[str, Any]]:
        """What Rasa remembers of a conversation."""
        query = "SELECT data FROM events WHERE sender_id = ?"
        rows = self._rows("tracker.db", query, conversation_id)
        return [json.loads(data) for (data,) in rows]

    def tickets_of(self, conversation_id: str) -> list[dict[str, Any]]:
        """The tickets as they are stored for staff."""
        fields = (
            *("reference", "status", "question", "name", "contact", "call_between"),
            *("transcript", "candidates"),
        )
        query = f"SELECT {', '.join(fields)} FROM tickets WHERE conversation_id = ?"  # noqa: S608
        rows = self._rows("assistant.db", query, conversation_id)
        keys = keys_of("", self.var)
        opened = [
            [keys.decrypt(value) if field in CONTACT and value else value for field, value in each]
            for each in (zip(fields, row, strict=True) for row in rows)
        ]
        return [dict(zip(fields, row, strict=True)) for row in opened]

    def _rows(self, file: str, query: str, conversation_id: str) -> list[Any]:
        with closing(sqlite3.connect(self.var / file)) as connection:
            return connection.execute(query, (conversation_id,)).fetchall()

    def pause(self, switch: str) -> None:
        """As another process would: the server reads the switches at every use."""
        values = (switch, "A test", "ada", "2026-11-23 09:00:00")
        self._write(
            "INSERT INTO switches (name, comment, actor, paused_at) VALUES (?,?,?,?)", *values
        )

    def resume(self, switch: str) -> None:
        self._write("DELETE FROM switches WHERE name = ?", switch)

    def _write(self, statement: str, *values: str) -> None:
        with closing(sqlite3.connect(self.var / "assistant.db", timeout=30)) as connection:
            connection.execute(statement, values)
            connection.commit()

    def chat(self) -> "Chat":
        return Chat(self.http)


class Chat:
    """One conversation, as a citizen has it."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        created = http.post("/api/conversations", json={"language": "en"})
        assert created.status_code == 201, created.text
        self.id: str = created.json()["conversation_id"]
        self.headers = {"Authorization": f"Bearer {created.json()['token']}"}
        self.last: dict[str, Any] = created.json()

    def say(self, text: str, key: str | None = None) -> dict[str, Any]:
        """The turn. Said again with the same `key`, it is the same turn."""
        return self._send({"text": text}, key)

    def pick(self, title: str) -> dict[str, Any]:
        """Takes the choice of the last turn with this title."""
        payloads = {choice["title"]: choice["payload"] for choice in self.choices}
        return self._send({"payload": payloads[title]})

    @property
    def choices(self) -> list[dict[str, str]]:
        return [choice for each in self.last["messages"] for choice in each.get("choices", ())]

    @property
    def text(self) -> str:
        """All texts of the last turn."""
        return "\n".join(message["text"] for message in self.last["messages"])

    def transcript(self) -> list[dict[str, Any]]:
        reply = self._http.get(f"/api/conversations/{self.id}/messages", headers=self.headers)
        assert reply.status_code == 200, reply.text
        messages: list[dict[str, Any]] = reply.json()["messages"]
        return messages

    def reference(self, turn: dict[str, Any]) -> str:
        """Of the one ticket that the turn opened."""
        (ticket,) = [message for message in turn["messages"] if message["type"] == "ticket"]
        reference: str = ticket["reference"]
        return reference

    def _send(self, body: dict[str, str], key: str | None = None) -> dict[str, Any]:
        path = f"/api/conversations/{self.id}/messages"
        headers = {**self.headers, **({"Idempotency-Key": key} if key else {})}
        reply = self._http.post(path, json=body, headers=headers)
        assert reply.status_code == 200, reply.text
        self.last = reply.json()
        return self.last


def until(holds: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"waited in vain for {seconds:.0f} s"
        time.sleep(0.2)
