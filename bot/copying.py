"""Owns how Rasa 3.6.21 copies a tracker: as it stands, not by going through its events again."""

import dataclasses
from typing import Any, List


def apply() -> None:
    """Puts the fixes in place of Rasa's own."""
    from rasa.core.actions.forms import FormAction
    from rasa.shared.core.trackers import DialogueStateTracker

    DialogueStateTracker.copy = _copy
    DialogueStateTracker.init_copy = _init_copy
    FormAction._temporary_tracker = _temporary_tracker


def _init_copy(tracker: Any) -> Any:
    """With its slots as they were in the beginning."""
    copy = _empty(tracker)
    copy._reset_slots()
    return copy


def _empty(tracker: Any) -> Any:
    """Without events, and with the slots it has: Python's own way to copy an object takes longer
    than Rasa takes for all else here.
    """
    copy = type(tracker)(
        tracker.sender_id or "default",
        (),
        tracker._max_event_history,
        is_rule_tracker=tracker.is_rule_tracker,
    )
    for name, slot in tracker.slots.items():
        copy.slots[name] = object.__new__(type(slot))
        copy.slots[name].__dict__.update(slot.__dict__)
    return copy


def _copy(tracker: Any) -> Any:
    """Shares the events, as Rasa's own copies do."""
    copy = _empty(tracker)
    copy.events.extend(tracker.events)
    copy._paused = tracker._paused
    copy.followup_action = tracker.followup_action
    copy.latest_action = tracker.latest_action
    copy.latest_message = tracker.latest_message
    copy.latest_bot_utterance = tracker.latest_bot_utterance
    loop = tracker.active_loop
    copy.active_loop = loop and dataclasses.replace(loop)
    return copy


def _temporary_tracker(form: Any, tracker: Any, additional: List[Any], domain: Any) -> Any:
    """Rasa makes one from all events, those of before a restart aside, and the additional."""
    from rasa.shared.core.constants import REQUESTED_SLOT
    from rasa.shared.core.events import ActionExecuted, SlotSet

    asked = SlotSet(REQUESTED_SLOT, form.get_slot_to_fill(tracker))
    copy = _copy(tracker)
    for _ in range(copy.idx_after_latest_restart()):
        copy.events.popleft()
    for event in (asked, ActionExecuted(form.name()), *additional):
        copy.update(event, domain)
    return copy
