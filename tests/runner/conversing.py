"""Owns a conversation with an assistant under test: each act, and what was seen of it."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from tests.runner.assistant import NotPossible
from tests.runner.cases import Act, Restart, StaffSays, UserPicks, UserSays
from tests.runner.citizen import Citizen
from tests.runner.merging import Raw, buttons_of, merged, shown_of_rasa
from tests.runner.seen import Button, Seen
from tests.runner.staff import StaffDesk
from tests.runner.tracker import Tracker


class Behind(Protocol):
    """What there is of an assistant besides its public API. All raise `NotPossible`."""

    @property
    def tracker(self) -> Tracker | None: ...

    def desk(self) -> StaffDesk: ...

    def tell_rasa(self, conversation_id: str, text: str) -> list[dict[str, Any]]:
        """Past the server, as Rasa's own stories do: the messages of Rasa's channel."""

    def prepare(self) -> None:
        """Waits until all is there that this case did not take away itself."""

    def restart(self, restart: Restart) -> None: ...

    def heal(self, conversation_id: str) -> None:
        """Lets come back what the case took away."""

    def tickets(
        self, citizen: Citizen, references: Mapping[str, str], preview: Raw
    ) -> list[dict[str, Any]]:
        """As staff see them; references with their secrets, and what was shown before."""

    def stored(self, conversation_id: str) -> Mapping[str, str]: ...


class ApiConversation:
    """One conversation of one citizen."""

    def __init__(self, citizen: Citizen, behind: Behind) -> None:
        self._citizen = citizen
        self._behind = behind
        self._last: Sequence[Raw] = citizen.greeting
        self._payloads: set[str] = set()
        self._secrets: dict[str, str] = {}
        self._preview: Raw = {}
        self._is_in_chat = False
        self._read_to = 0
        self._tracked()

    def act(self, act: Act, keep_stored: bool = False) -> Seen:
        if not isinstance(act, Restart):
            self._behind.prepare()
        before = time.monotonic()
        turn = self._turn(act)
        seconds = time.monotonic() - before
        messages = turn.get("messages", [])
        if messages:
            self._last = messages
        self._payloads |= {button.payload for button in _buttons(messages)}
        tracked = self._tracked()
        if turn.get("degraded"):
            tracked = None
        return Seen(
            turn=turn,
            events=merged(tracked or [], messages),
            tracker=tracked is not None,
            seconds=seconds,
            stored=self._behind.stored(self._citizen.id) if keep_stored else {},
            tickets=tuple(self._opened(messages)),
        )

    def close(self) -> None:
        try:
            if self._is_in_chat:
                self._behind.desk().leave(self._citizen.id)
        finally:
            self._behind.heal(self._citizen.id)

    def _turn(self, act: Act) -> dict[str, Any]:
        match act:
            case UserSays(text):
                return self._say(text)
            case UserPicks(title):
                return self._citizen.send({"payload": self._payload_of(title)})
            case StaffSays(where="ticket"):
                return self._answer_ticket(act)
            case StaffSays():
                return self._write_as_staff(act)
            case Restart():
                self._behind.restart(act)
        return {}

    def _say(self, text: str) -> dict[str, Any]:
        if not text.startswith("/"):
            return self._citizen.send({"text": text})
        if text in self._payloads:
            return self._citizen.send({"payload": text})
        said = self._behind.tell_rasa(self._citizen.id, text)
        return {"messages": list(shown_of_rasa(said))}

    def _payload_of(self, title: str) -> str:
        offered = _buttons(self._last)
        for button in offered:
            if button.title == title:
                return button.payload
        titles = ", ".join(f'"{button.title}"' for button in offered)
        there = f"there are {titles}" if titles else "the last messages offer none"
        raise NotPossible(f'there is no choice "{title}": {there}')

    def _write_as_staff(self, act: StaffSays) -> dict[str, Any]:
        desk, before = self._behind.desk(), self._newest()
        if not self._is_in_chat:
            desk.join(self._citizen.id)
            self._is_in_chat = True
        if act.text is not None:
            desk.write(self._citizen.id, act.text)
        if act.ends:
            desk.leave(self._citizen.id)
            self._is_in_chat = False
        shown = self._citizen.transcript()
        return {"messages": [each for each in shown if each["id"] > before]}

    def _newest(self) -> int:
        return max((each["id"] for each in self._citizen.transcript()), default=0)

    def _answer_ticket(self, act: StaffSays) -> dict[str, Any]:
        if not self._secrets:
            raise NotPossible("no ticket was opened in this conversation")
        reference, secret = list(self._secrets.items())[-1]
        desk = self._behind.desk()
        before = len(self._citizen.ticket(reference, secret)["thread"])
        if act.text is not None:
            desk.reply(reference, act.text)
        if act.ends:
            desk.close_ticket(reference)
        ticket = self._citizen.ticket(reference, secret)
        thread = [{"type": "text", **post} for post in ticket["thread"][before:]]
        return {"messages": thread, "ticket": {"reference": reference, "status": ticket["status"]}}

    def _tracked(self) -> list[dict[str, Any]] | None:
        """Rasa's events since they were read last."""
        tracker = self._behind.tracker
        if tracker is None:
            return None
        events, self._read_to = tracker.newer(self._citizen.id, self._read_to)
        return events

    def _opened(self, messages: Sequence[Raw]) -> list[dict[str, Any]]:
        opened = {
            message["reference"]: message["url"].partition("#")[2]
            for message in messages
            if message.get("type") == "ticket"
        }
        self._secrets.update(opened)
        self._preview = next(
            (each for each in messages if each.get("type") == "ticket_preview"), self._preview
        )
        return self._behind.tickets(self._citizen, opened, self._preview) if opened else []


def _buttons(messages: Sequence[Raw]) -> list[Button]:
    return [button for message in messages for button in buttons_of(message)]
