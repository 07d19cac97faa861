"""Owns one list of events out of two: what Rasa's tracker kept, and what the citizen was shown."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from actions.ticket_run import TICKET_FIELDS
from tests.runner.seen import Button, Event, Executed, LoopEvent, Said, SlotEvent, Understood

# What Rasa does at the end of every turn and at the beginning of every conversation.
SILENT_ACTIONS = {"action_listen", "action_session_start"}
Raw = Mapping[str, Any]


def merged(tracked: Sequence[Raw], shown: Sequence[Raw]) -> tuple[Event, ...]:
    """In the order they happened. Each message that was shown is there once, where Rasa said it;
    what the server said by itself comes last.
    """
    tracked = [event for event, is_news in zip(tracked, _news(tracked), strict=True) if is_news]
    places = _places(tracked, shown)
    placed = {id(message) for messages in places.values() for message in messages}
    events: list[Event] = []
    for place, event in enumerate(tracked):
        for message in places.get(place, ()):
            events.append(said(message, _utter_name(event)))
        if (other := _other(event)) is not None:
            events.append(other)
    events.extend(said(message) for message in shown if id(message) not in placed)
    return tuple(events)


def _news(tracked: Sequence[Raw]) -> Iterator[bool]:
    """Which are no slots that a new session takes over from the one before."""
    begins = False
    for event in tracked:
        begins = event["event"] == "session_started" or (begins and event["event"] == "slot")
        yield not (begins and event["event"] == "slot")


def said(message: Raw, utter_name: str | None = None) -> Said:
    """A message of the public API."""
    return Said(
        text=str(message.get("text", "")),
        utter_name=utter_name,
        buttons=buttons_of(message),
        author=str(message.get("author", "assistant")),
    )


def buttons_of(message: Raw) -> tuple[Button, ...]:
    """What can be picked of it: choices, or questions to go on with."""
    offered = [*message.get("choices", ()), *message.get("related", ())]
    return tuple(Button(each["title"], each["payload"]) for each in offered)


def _places(tracked: Sequence[Raw], shown: Sequence[Raw]) -> dict[int, list[Raw]]:
    """The messages by the bot's event they were made of, counted from the end: what the server
    made Rasa say before, to leave a form, was not shown.
    """
    made = [
        place
        for place, event in enumerate(tracked)
        if event["event"] == "bot"
        for _ in range(_count(event))
    ]
    if len(made) < len(shown):
        return _by_text(tracked, shown)
    places: dict[int, list[Raw]] = {}
    for place, message in zip(made[len(made) - len(shown) :], shown, strict=True):
        places.setdefault(place, []).append(message)
    return places


def _by_text(tracked: Sequence[Raw], shown: Sequence[Raw]) -> dict[int, list[Raw]]:
    """Where the server said something too: those that say the same."""
    left = list(shown)
    places: dict[int, list[Raw]] = {}
    for place, event in enumerate(tracked):
        if event["event"] != "bot":
            continue
        found = next((each for each in left if each.get("text") == event.get("text")), None)
        if found is not None:
            left.remove(found)
            places[place] = [found]
    return places


def _count(event: Raw) -> int:
    """How many messages the server makes of it: an answer for each entry, a form's report none."""
    custom = _custom(event)
    if custom.get("type") == TICKET_FIELDS:
        return 0
    return len(custom["entries"]) if custom.get("type") == "answered" else 1


def _custom(event: Raw) -> Raw:
    custom: Raw = (event.get("data") or {}).get("custom") or {}
    return custom


def _utter_name(event: Raw) -> str | None:
    name: str | None = (event.get("metadata") or {}).get("utter_action")
    return name


def _other(event: Raw) -> Event | None:
    """What is no message; None for what nobody expects anything of."""
    match event["event"]:
        case "user":
            intent = (event.get("parse_data") or {}).get("intent") or {}
            return Understood(
                str(event.get("text") or ""), intent.get("name"), intent.get("confidence")
            )
        case "action" if event.get("name") not in SILENT_ACTIONS:
            return Executed(str(event.get("name")))
        case "slot":
            return SlotEvent(str(event["name"]), event.get("value"))
        case "active_loop":
            return LoopEvent(event.get("name"))
    return None


def shown_of_rasa(messages: Sequence[Raw]) -> Iterator[dict[str, Any]]:
    """Messages of Rasa's own channel in the shape of the public API."""
    for message in messages:
        if message.get("text"):
            choices = [dict(button) for button in message.get("buttons") or ()]
            kind = {"type": "choices", "choices": choices} if choices else {"type": "text"}
            yield {**kind, "text": message["text"]}
