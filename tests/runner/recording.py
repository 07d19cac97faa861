"""Owns the recording of a case: a conversation on the terminal, and what came of it as YAML."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from tests.runner.assistant import Conversation, NotPossible
from tests.runner.cases import Act, UserPicks, UserSays
from tests.runner.running import LANGUAGE
from tests.runner.seen import Button, Said, Seen
from tests.runner.turn_checks import STATUSES
from tests.runner.yaml_text import WrittenCase, yaml_of

END = "/end"
HINT = f"Type as a citizen does; the number of a choice takes it; {END} or Ctrl-D ends."


class Recorder:
    """Writes down what a tester does and what came of it."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self._steps: list[dict[str, Any]] = []
        self._offered: tuple[Button, ...] = ()

    def say(self, typed: str) -> Seen:
        """Raises `NotPossible`; then nothing is written down."""
        act = self._act(typed)
        seen = self._conversation.act(act)
        step = {"x_pick": act.title} if isinstance(act, UserPicks) else {"user": typed}
        asserted = assertions_of(seen)
        self._steps.append({**step, **({"assertions": asserted} if asserted else {})})
        said = [event for event in seen.events if isinstance(event, Said)]
        self._offered = tuple(button for each in said for button in each.buttons)
        return seen

    def yaml(self, name: str, language: str = LANGUAGE) -> str:
        """Empty where nothing was said."""
        other = None if language == LANGUAGE else language
        return yaml_of([WrittenCase(name, self._steps, language=other)]) if self._steps else ""

    def _act(self, typed: str) -> Act:
        number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 3 else 0
        if 1 <= number <= len(self._offered):
            return UserPicks(self._offered[number - 1].title)
        return UserSays(typed)


def assertions_of(seen: Seen) -> list[dict[str, Any]]:
    """All that our API says of a turn and that a later run should say again."""
    turn = seen.turn
    found: dict[str, Any] = {}
    if turn.get("status") in STATUSES:
        found["x_status"] = turn["status"]
    if turn.get("entry_id"):
        found["x_entry"] = turn["entry_id"]
    if turn.get("degraded"):
        found["x_degraded"] = True
    if turn.get("notices"):
        found["x_notices"] = list(turn["notices"])
    if titles := _choices(turn):
        found["x_choices"] = titles
    if seen.tickets:
        found["x_ticket"] = True
    named = [event.utter_name for event in seen.events if isinstance(event, Said)]
    uttered = [{"bot_uttered": {"utter_name": name}} for name in named if name]
    return [*({key: value} for key, value in found.items()), *uttered]


def _choices(turn: Mapping[str, Any]) -> list[str]:
    messages = turn.get("messages", ())
    return [choice["title"] for each in messages for choice in each.get("choices") or ()]


def record(
    conversation: Conversation, language: str, console: Console, typed: Callable[[], str]
) -> str:
    """Talks until the end: the case. `typed` raises EOFError at Ctrl-D."""
    recorder = Recorder(conversation)
    console.print(HINT)
    while True:
        try:
            text = typed().strip()
        except EOFError:
            break
        if text == END:
            break
        if not text:
            continue
        try:
            _show(console, recorder.say(text))
        except NotPossible as error:
            console.print(Text(f"not possible: {error}", "red"))
    name = f"recorded on {dt.datetime.now(dt.UTC):%Y-%m-%d at %H.%M}"
    return recorder.yaml(name, language)


def _show(console: Console, seen: Seen) -> None:
    number = 0
    for event in seen.events:
        if not isinstance(event, Said):
            continue
        console.print(Text(f"{event.author}: {event.text}", "cyan"))
        for button in event.buttons:
            number += 1
            console.print(Text(f"  {number}  {button.title}", "cyan"))
