"""Owns an assistant for the runner's own tests: what is seen of it is set beforehand."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.runner.assistant import NotPossible
from tests.runner.cases import Act, StubbedAction, UserSays
from tests.runner.seen import Button, Event, Executed, LoopEvent, Said, Seen, SlotEvent, Understood

TURN = {"turn": 1, "status": "answered", "degraded": False, "confidence": 0.93, "notices": []}
SOURCE = {"title": "About Form 4868", "url": "https://www.irs.gov/forms-pubs/about-form-4868"}
CHOICES = [{"title": title, "payload": f"/choose {title}"} for title in ("One", "Two", "Three")]
EVENTS: tuple[Event, ...] = (
    Understood("how long", "ask_tax_question", 0.97),
    Executed("action_answer_question"),
    SlotEvent("misses", 0),
    SlotEvent("last_question", "how long"),
    Said("Six more months.", "utter_answer", (Button("Yes", "/affirm"), Button("No", "/deny"))),
    Said("Anything else?", "utter_anything_else"),
    LoopEvent("ticket_form"),
    Executed("action_listen"),
)
STORED = {"tracker.db": "my number is [number]"}
TICKET = {"question": "the oats of my horse", "name": "Maria", "status": "new", "shares_chat": True}


def seen(
    events: Sequence[Event] = EVENTS,
    tracker: bool = True,
    stored: Mapping[str, str] = STORED,
    tickets: Sequence[Mapping[str, Any]] = (),
    **turn: Any,
) -> Seen:
    """What a good answer looks like; `turn` are other values of the API's turn."""
    messages = [
        {"type": "answer", "text": "Six more months.", "sources": [SOURCE]},
        {"type": "choices", "text": "Which?", "choices": CHOICES},
    ]
    body = {**TURN, "entry_id": "how-to-file/extension", "messages": messages, **turn}
    return Seen(body, tuple(events), tracker, 0.1, stored, tuple(tickets))


class ScriptedAssistant:
    """Answers the texts that it has something for, in any conversation."""

    def __init__(self, answers: Mapping[str, Seen] | Callable[[str], Seen]) -> None:
        self._answers = answers if callable(answers) else answers.__getitem__
        self.begun: list[tuple[str, Mapping[str, Any], Mapping[str, StubbedAction]]] = []
        self.acts: list[tuple[Act, bool]] = []
        self.closed = 0

    def converse(
        self, language: str, slots: Mapping[str, Any], stubs: Mapping[str, StubbedAction]
    ) -> "ScriptedAssistant":
        self.begun.append((language, slots, stubs))
        return self

    def act(self, act: Act, keep_stored: bool = False) -> Seen:
        self.acts.append((act, keep_stored))
        if not isinstance(act, UserSays):
            raise NotPossible("staff cannot act here: start the assistant without --url")
        return self._answers(act.text)

    def close(self) -> None:
        self.closed += 1
