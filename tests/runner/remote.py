"""Owns an assistant under test that runs elsewhere, by its address."""

import os
from collections.abc import Mapping
from typing import Any

import httpx

from tests.runner.assistant import Conversation, NotPossible
from tests.runner.cases import Restart, StubbedAction
from tests.runner.citizen import Citizen
from tests.runner.conversing import ApiConversation
from tests.runner.merging import Raw
from tests.runner.staff import StaffDesk
from tests.runner.tracker import Tracker

LOGIN, PASSWORD = "ASSISTANT_STAFF_LOGIN", "ASSISTANT_STAFF_PASSWORD"
PREVIEWED = ("question", "name", "contact", "call_between", "shares_chat")
STARTED_HERE = "this needs an assistant that the runner starts: leave out --url"


class RemoteAssistant:
    """Without `tracker_url`, the database of Rasa's tracker, only what the citizen is shown is
    seen. Staff act with the account of ASSISTANT_STAFF_LOGIN and ASSISTANT_STAFF_PASSWORD.
    """

    def __init__(self, url: str, tracker_url: str | None = None) -> None:
        self._url = url
        self._http = httpx.Client(base_url=url, timeout=60, trust_env=False)
        self.tracker = Tracker(tracker_url) if tracker_url else None
        self._desk: StaffDesk | None = None

    def converse(
        self, language: str, slots: Mapping[str, Any], stubs: Mapping[str, StubbedAction]
    ) -> Conversation:
        if slots or stubs:
            raise NotPossible(f"{'slots' if slots else 'stubs'}: {STARTED_HERE}")
        return ApiConversation(Citizen(self._http, language), _Behind(self))

    def close(self) -> None:
        self._http.close()
        if self._desk is not None:
            self._desk.close()

    def desk(self) -> StaffDesk:
        """Signed in once."""
        if self._desk is None:
            login, password = os.environ.get(LOGIN), os.environ.get(PASSWORD)
            if not login or not password:
                raise NotPossible(f"staff need an account: set {LOGIN} and {PASSWORD}")
            self._desk = StaffDesk(self._url, login, password)
        return self._desk


class _Behind:
    """What can be seen and done from outside."""

    def __init__(self, assistant: RemoteAssistant) -> None:
        self._assistant = assistant

    @property
    def tracker(self) -> Tracker | None:
        return self._assistant.tracker

    def desk(self) -> StaffDesk:
        return self._assistant.desk()

    def tell_rasa(self, conversation_id: str, text: str) -> list[dict[str, Any]]:
        raise NotPossible(f"{text.split('{')[0]} was not offered as a choice; {STARTED_HERE}")

    def prepare(self) -> None:
        """It is there, or its first answer says so."""

    def restart(self, restart: Restart) -> None:
        raise NotPossible(f"x_restart: {STARTED_HERE}")

    def heal(self, conversation_id: str) -> None:
        """Nothing can have been broken."""

    def tickets(
        self, citizen: Citizen, references: Mapping[str, str], preview: Raw
    ) -> list[dict[str, Any]]:
        """As the preview showed what staff will see."""
        shown = {name: preview[name] for name in PREVIEWED if name in preview}
        return [
            {**shown, "reference": reference, "status": citizen.ticket(reference, secret)["status"]}
            for reference, secret in references.items()
        ]

    def stored(self, conversation_id: str) -> Mapping[str, str]:
        raise NotPossible(f"x_nothing_sensitive_stored: {STARTED_HERE}")
