"""Owns an assistant under test that runs here: its tracker, its data, its processes, its stubs."""

import asyncio
import contextlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

import httpx

from server.database import Database
from server.staff.accounts import COMMAND, StaffAccounts
from tests.assistant.running import READY_SECONDS, SECRET, RunningAssistant, until
from tests.runner.assistant import Conversation, NotPossible
from tests.runner.cases import Restart, StubbedAction
from tests.runner.citizen import Citizen
from tests.runner.conversing import ApiConversation
from tests.runner.merging import Raw
from tests.runner.staff import StaffDesk
from tests.runner.stored import Kept
from tests.runner.tracker import Tracker

STAFF_NAME = "Ada of the agency"


class StartedAssistant:
    """A fresh one. Close it when all cases have run; the running assistant stays as it is."""

    def __init__(self, running: RunningAssistant) -> None:
        self._running = running
        self._desk: StaffDesk | None = None
        self._is_whole = True
        self._tracker = Tracker(f"sqlite:///{running.var / 'tracker.db'}")

    def converse(
        self, language: str, slots: Mapping[str, Any], stubs: Mapping[str, StubbedAction]
    ) -> Conversation:
        kept = Kept(self._running.var)
        citizen = Citizen(self._running.http, language)
        if slots:
            self._tracker.begin_with(citizen.id, slots)
        for action, stub in stubs.items():
            result = {"events": list(stub.events), "responses": list(stub.responses)}
            self._running.actions.stub(citizen.id, action, result)
        return ApiConversation(citizen, _Behind(self, kept))

    def close(self) -> None:
        if self._desk is not None:
            self._desk.close()

    def take_rasa_away(self) -> None:
        """`kill -9`; it stays away until it is let back."""
        self._is_whole = False
        self._running.hold_rasa_back()
        # One that was on its way back may have no process just now.
        with contextlib.suppress(ProcessLookupError, FileNotFoundError):
            self._running.kill("rasa")
        until(lambda: self._status() != "ready", READY_SECONDS)

    def let_rasa_back(self) -> None:
        """Does not wait: the next case may take it away again."""
        if not self._is_whole:
            self._running.let_rasa_start()

    def wait_until_whole(self) -> None:
        self.let_rasa_back()
        if not self._is_whole:
            self._running.wait_until_ready()
            self._is_whole = True

    def restart_server(self) -> None:
        self._running.kill("server")
        self._running.wait_until_ended()
        self._running.stop()
        self._running.start()
        self._is_whole = True

    def _status(self) -> str:
        return str(self._running.http.get("/readyz").json()["status"])

    @property
    def running(self) -> RunningAssistant:
        return self._running

    @property
    def tracker(self) -> Tracker:
        return self._tracker

    def desk(self) -> StaffDesk:
        """Signed in once, with an account of its own."""
        if self._desk is None:
            login, password = f"tester-{secrets.token_hex(4)}", secrets.token_urlsafe(16)
            add_staff(self._running.settings["ASSISTANT_DATABASE_URL"], login, password)
            self._desk = StaffDesk(self._running.url, login, password)
        return self._desk


def add_staff(database_url: str, login: str, password: str) -> None:
    """As the command for it does, which takes seconds to start."""

    async def add() -> None:
        database = Database(database_url)
        try:
            await StaffAccounts(database).create(login, STAFF_NAME, "agent", password, COMMAND)
        finally:
            await database.close()

    asyncio.run(add())


class _Behind:
    """One conversation's way to what is not public."""

    def __init__(self, assistant: StartedAssistant, kept: Kept) -> None:
        self._assistant = assistant
        self._running = assistant.running
        self._kept = kept
        self._is_held = False

    @property
    def tracker(self) -> Tracker:
        return self._assistant.tracker

    def desk(self) -> StaffDesk:
        return self._assistant.desk()

    def tell_rasa(self, conversation_id: str, text: str) -> list[dict[str, Any]]:
        url = f"{self._running.rasa_url}/webhooks/gateway/webhook"
        body = {"sender": conversation_id, "message": text}
        try:
            reply = httpx.post(
                url, json=body, headers={"X-Assistant-Secret": SECRET}, timeout=60, trust_env=False
            )
            reply.raise_for_status()
        except httpx.HTTPError as error:
            raise NotPossible(f"Rasa does not take {text.split('{')[0]}: {error}") from error
        messages: list[dict[str, Any]] = reply.json()["messages"]
        return messages

    def prepare(self) -> None:
        if not self._is_held:
            self._assistant.wait_until_whole()

    def restart(self, restart: Restart) -> None:
        if restart.process == "server" and not restart.waits:
            raise NotPossible("nothing answers without the server: restart it with waits: true")
        if restart.process == "server":
            self._assistant.restart_server()
        else:
            self._assistant.take_rasa_away()
        self._is_held = not restart.waits
        self.prepare()

    def heal(self, conversation_id: str) -> None:
        self._running.actions.clear(conversation_id)
        self._is_held = False
        self._assistant.let_rasa_back()

    def tickets(
        self, citizen: Citizen, references: Mapping[str, str], preview: Raw
    ) -> list[dict[str, Any]]:
        rows = self._running.tickets_of(citizen.id)
        return [
            {**row, "shares_chat": bool(json.loads(row["transcript"]))}
            for row in rows
            if row["reference"] in references
        ]

    def stored(self, conversation_id: str) -> Mapping[str, str]:
        return self._kept.of(conversation_id)
