"""Owns our own assertions: each says what a turn has instead, or nothing where it holds."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

from server.conversations.schemas import Status
from tests.runner.seen import Seen, Understood
from tests.runner.stored_texts import found_in
from tests.runner.values import listed, same, shown

# A message that our API takes no turn for, as one that is too long, is "refused".
STATUSES = (*get_args(Status), "refused")
_NO_TURN = "no turn: no citizen wrote in this step"


def turn_fault(key: str, value: Any, seen: Seen) -> str | None:
    """What there is in place of `value`; `None` where the assertion holds."""
    if key in _OF_A_TURN:
        if "status" not in seen.turn:
            return _NO_TURN
        return _OF_A_TURN[key](value, seen.turn)
    return _OF_ALL[key](value, seen)


def _status(value: str, turn: Mapping[str, Any]) -> str | None:
    return None if turn["status"] == value else f"status {turn['status']}"


def _entry(value: Any, turn: Mapping[str, Any]) -> str | None:
    given = turn.get("entry_id")
    if isinstance(value, Mapping):
        holds = given != value["not"]
    else:
        holds = given in (value if isinstance(value, list) else [value])
    return None if holds else f"entry {given or 'none'}, status {turn['status']}"


def _confidence(value: Mapping[str, float], turn: Mapping[str, Any]) -> str | None:
    given = turn.get("confidence")
    if given is None:
        return f"no confidence, status {turn['status']}"
    holds = value.get("min", 0) <= given <= value.get("max", 1)
    return None if holds else f"confidence {given:.3f}"


def _degraded(value: bool, turn: Mapping[str, Any]) -> str | None:
    given = bool(turn.get("degraded"))
    if given == value:
        return None
    return "served without Rasa" if given else "served with Rasa"


def _notices(value: Sequence[str], turn: Mapping[str, Any]) -> str | None:
    given = list(turn.get("notices", ()))
    return None if sorted(given) == sorted(value) else f"notices {listed(given, 'none')}"


def _source(value: str, seen: Seen) -> str | None:
    sources = [
        source for each in seen.turn.get("messages", ()) for source in each.get("sources") or ()
    ]
    if any(value in (source["url"], source["title"]) for source in sources):
        return None
    given = [f"{source['title']} ({source['url']})" for source in sources]
    return f"sources {listed(given, 'none')}"


def _choices(value: Any, seen: Seen) -> str | None:
    messages = seen.turn.get("messages", ())
    titles = [choice["title"] for each in messages for choice in each.get("choices") or ()]
    if isinstance(value, Mapping):
        holds = value.get("min", 0) <= len(titles) <= value.get("max", len(titles))
    else:
        holds = set(value) <= set(titles)
    return None if holds else f"{len(titles)} choices: {listed(titles, 'none')}"


def _ticket(value: Any, seen: Seen) -> str | None:
    opened = bool(seen.tickets) or seen.turn.get("status") == "ticket_opened"
    if isinstance(value, bool):
        if opened == value:
            return None
        return "a ticket was opened" if opened else "no ticket was opened"
    if not opened:
        return "no ticket was opened"
    if not seen.tickets:
        return "a ticket was opened, and what staff see of it cannot be read here"
    faults = [
        [f"{part} {shown(ticket.get(part))}" for part in value if not _part(value, ticket, part)]
        for ticket in seen.tickets
    ]
    return None if [] in faults else "; ".join(", ".join(each) for each in faults)


def _part(value: Mapping[str, Any], ticket: Mapping[str, Any], part: str) -> bool:
    return same(value[part], ticket.get(part))


def _intent(value: str, seen: Seen) -> str | None:
    understood = [each for each in seen.events if isinstance(each, Understood)]
    if any(each.intent == value for each in understood):
        return None
    given = [f"{each.intent} ({each.confidence or 0:.2f})" for each in understood]
    return f"intent {listed(given, 'none')}"


def _nothing_stored(value: Sequence[str], seen: Seen) -> str | None:
    if not seen.stored:
        return "nothing that is stored could be read"
    places = [(text, place) for text in value for place in found_in(text, seen.stored)]
    return f"stored: {listed([f'{t} in {p}' for t, p in places], '')}" if places else None


_OF_A_TURN: dict[str, Callable[[Any, Mapping[str, Any]], str | None]] = {
    "x_status": _status,
    "x_entry": _entry,
    "x_confidence": _confidence,
    "x_degraded": _degraded,
    "x_notices": _notices,
}
_OF_ALL: dict[str, Callable[[Any, Seen], str | None]] = {
    "x_source": _source,
    "x_choices": _choices,
    "x_ticket": _ticket,
    "x_intent": _intent,
    "x_nothing_sensitive_stored": _nothing_stored,
}
