"""Owns how the assertions of a conversation test are read."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from server.settings import ROOT
from tests.runner.cases import (
    ANY,
    ActionExecuted,
    BotUttered,
    Check,
    Expectation,
    ExpectedButton,
    SlotSet,
    TurnHas,
    Unsupported,
)
from tests.runner.turn_checks import STATUSES
from tests.runner.yaml_nodes import Node

# Flows exist in other assistants than Rasa Open Source's; what a generative model says of an answer
# is a guess. New ones of a kind are told by how they begin.
_NOT_JUDGED = re.compile(r"(flow|pattern|generative)_\w+")
_TICKET_PARTS = ("question", "name", "contact", "status", "shares_chat")
_MESSAGE_PARTS = ("utter_name", "text_matches", "buttons")


def read_assertions(node: Node) -> list[Expectation]:
    """Of one step. Raises `ReadingError`."""
    found = [each for item in node.items() for each in read_assertion(item)]
    if not found:
        node.fail("the list of assertions is empty")
    return found


def read_assertion(node: Node) -> list[Expectation]:
    entries = node.entries()
    if len(entries) != 1:
        node.fail('one assertion is expected after each "-"')
    ((key, value),) = entries.items()
    if _NOT_JUDGED.fullmatch(key):
        return [Expectation(Unsupported(key), node.place, node.written)]
    if key in ("slot_was_set", "slot_was_not_set"):
        return list(_named_slots(key, value))
    if key not in READERS:
        node.entries(READERS)
    return [Expectation(READERS[key](key, value), node.place, node.written)]


def read_plain_slots(key: str, value: Node) -> Iterator[Expectation]:
    """As steps name them: a name, or a name with its value."""
    for item in value.one_or_more():
        pairs: dict[str, Any] = {}
        if item.is_mapping:
            pairs = {name: each.plain() for name, each in item.entries().items()}
        for name, expected in (pairs or {item.text(): ANY}).items():
            check = SlotSet(name, expected, wanted=key == "slot_was_set")
            yield Expectation(check, item.place, f"{key}: {item.written}")


def _named_slots(key: str, value: Node) -> Iterator[Expectation]:
    for item in value.one_or_more():
        entries = item.entries(("name", "value"))
        if "name" not in entries:
            item.fail('"name" is missing')
        expected = entries["value"].plain() if "value" in entries else ANY
        check = SlotSet(entries["name"].text(), expected, wanted=key == "slot_was_set")
        yield Expectation(check, item.place, f"{key}: {item.written}")


def _action(_: str, value: Node) -> Check:
    return ActionExecuted(value.text())


def _message(key: str, value: Node) -> Check:
    entries = value.entries(_MESSAGE_PARTS)
    if not entries:
        value.fail(f"one of {', '.join(_MESSAGE_PARTS)} is expected")
    buttons = entries["buttons"].items() if "buttons" in entries else []
    return BotUttered(
        utter_name=entries["utter_name"].text() if "utter_name" in entries else None,
        pattern=_pattern(entries["text_matches"]) if "text_matches" in entries else None,
        buttons=tuple(_button(each) for each in buttons),
        wanted=key == "bot_uttered",
    )


def _pattern(node: Node) -> str:
    text = node.text()
    try:
        re.compile(text)
    except re.error as error:
        node.fail(f"is no regular expression: {error}")
    return text


def _button(node: Node) -> ExpectedButton:
    entries = node.entries(("title", "payload"))
    if not entries:
        node.fail("title or payload is expected")
    return ExpectedButton(**{key: each.text() for key, each in entries.items()})


def _status(key: str, value: Node) -> Check:
    return TurnHas(key, value.one_of(STATUSES))


def _entry(key: str, value: Node) -> Check:
    if value.is_mapping:
        entries = value.entries(("not",))
        if not entries:
            value.fail('"not" is expected')
        return TurnHas(key, {"not": _entry_id(entries["not"])})
    if value.is_sequence:
        return TurnHas(key, [_entry_id(item) for item in value.items()])
    return TurnHas(key, _entry_id(value))


def _entry_id(node: Node) -> str:
    """A wrong name after "not" would never be noticed."""
    name = node.text()
    if not (ROOT / "knowledge" / f"{name}.md").is_file():
        node.fail(f'there is no entry "{name}" in knowledge/')
    return name


def _text(key: str, value: Node) -> Check:
    return TurnHas(key, value.text())


def _texts(key: str, value: Node) -> Check:
    return TurnHas(key, [item.text() for item in value.items()])


def _some_texts(key: str, value: Node) -> Check:
    """With none there would be nothing to look for."""
    if not value.one_or_more():
        value.fail("texts are expected")
    return TurnHas(key, [item.text() for item in value.one_or_more()])


def _sought(key: str, value: Node) -> Check:
    """Spaces and dashes are no matter, so with nothing else there would be nothing to find."""
    for item in value.one_or_more():
        if not any(each.isalnum() for each in item.text()):
            item.fail("letters or digits are expected")
    return _some_texts(key, value)


def _flag(key: str, value: Node) -> Check:
    return TurnHas(key, value.flag())


def _range(key: str, value: Node) -> Check:
    limits = {name: each.number() for name, each in value.entries(("min", "max")).items()}
    if not limits:
        value.fail("min or max is expected")
    return TurnHas(key, limits)


def _choices(key: str, value: Node) -> Check:
    return _range(key, value) if value.is_mapping else _some_texts(key, value)


def _ticket(key: str, value: Node) -> Check:
    if not value.is_mapping:
        return _flag(key, value)
    parts = value.entries(_TICKET_PARTS)
    if not parts:
        value.fail(f"true, false or one of {', '.join(_TICKET_PARTS)} is expected")
    texts = {name: each.text() for name, each in parts.items() if name != "shares_chat"}
    shares = {"shares_chat": parts["shares_chat"].flag()} if "shares_chat" in parts else {}
    return TurnHas(key, texts | shares)


READERS: dict[str, Callable[[str, Node], Check]] = {
    "action_executed": _action,
    "bot_uttered": _message,
    "bot_did_not_utter": _message,
    "x_status": _status,
    "x_entry": _entry,
    "x_source": _text,
    "x_confidence": _range,
    "x_choices": _choices,
    "x_ticket": _ticket,
    "x_intent": _text,
    "x_degraded": _flag,
    "x_notices": _texts,
    "x_nothing_sensitive_stored": _sought,
}
