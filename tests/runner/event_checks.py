"""Owns which events of a step fit an expectation, and what is said where none does."""

import re
from collections.abc import Sequence

from tests.runner.cases import ANY, ActionExecuted, BotUttered, Check, SlotSet
from tests.runner.seen import Button, Event, Executed, Said, Seen, SlotEvent
from tests.runner.values import listed, same, shortened, shown


def fits(check: Check, event: Event) -> bool:
    """Whether the event is of the kind and has all the parts, wanted or not."""
    if isinstance(check, BotUttered):
        return isinstance(event, Said) and _message_fits(check, event)
    if isinstance(check, ActionExecuted):
        return isinstance(event, Executed) and event.action == check.name
    if isinstance(check, SlotSet):
        return isinstance(event, SlotEvent) and _slot_fits(check, event)
    return False


def seen_instead(check: Check, seen: Seen) -> str:
    """What there was of the kind."""
    if isinstance(check, BotUttered):
        said = [said_as(event) for event in seen.events if isinstance(event, Said)]
        return f"said: {listed(said, 'nothing')}"
    if isinstance(check, SlotSet):
        values = [
            shown(event.value)
            for event in seen.events
            if isinstance(event, SlotEvent) and event.name == check.name
        ]
        if not values:
            return f"{check.name} was not set in this step"
        return f"{check.name} was set to {listed(values, '')}"
    actions = [event.action for event in seen.events if isinstance(event, Executed)]
    return f"actions: {listed(actions, 'none')}"


def said_as(event: Said) -> str:
    """One message as reports show it."""
    name = f"{event.utter_name} " if event.utter_name else ""
    buttons = f" [{' | '.join(each.title for each in event.buttons)}]" if event.buttons else ""
    return f'{name}"{shortened(event.text)}"{buttons}'


def _message_fits(check: BotUttered, event: Said) -> bool:
    if check.utter_name is not None and check.utter_name != event.utter_name:
        return False
    if check.text is not None and check.text.strip() != event.text.strip():
        return False
    if check.pattern is not None and not re.search(check.pattern, event.text):
        return False
    return not check.buttons or _buttons_fit(check, event.buttons)


def _buttons_fit(check: BotUttered, buttons: Sequence[Button]) -> bool:
    """All of them, in their order."""
    return len(check.buttons) == len(buttons) and all(
        expected.title in (None, actual.title) and expected.payload in (None, actual.payload)
        for expected, actual in zip(check.buttons, buttons, strict=True)
    )


def _slot_fits(check: SlotSet, event: SlotEvent) -> bool:
    """A slot that is emptied is not set, but where no value is what is expected."""
    if event.name != check.name:
        return False
    return event.value is not None if check.value is ANY else same(check.value, event.value)
