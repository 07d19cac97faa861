"""Tells what copies Rasa makes of a tracker."""

import json
from typing import Any

from rasa.core.actions.forms import FormAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    LoopInterrupted,
    Restarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity


def copies() -> dict[str, Any]:
    """Of a tracker in an interrupted form: a copy, one as it began, and that of its form."""
    domain = Domain.load("bot/domain")
    tracker = DialogueStateTracker("c-1", domain.slots)
    said = UserUttered("my name", {"name": "give_contact"}, [{"entity": "part", "value": "name"}])
    for event in (
        SlotSet("last_question", "before the restart"),
        Restarted(),
        ActionExecuted("ticket_form"),
        ActiveLoop("ticket_form"),
        SlotSet("requested_slot", "ticket_name"),
        BotUttered("Your name?"),
        ActionExecuted("action_listen"),
        said,
        LoopInterrupted(True),
    ):
        tracker.update(event, domain)
    before = told(tracker)
    form = FormAction("ticket_form", None)
    made = {
        "copy": tracker.copy(),
        "as it began": tracker.init_copy(),
        "of the form": form._temporary_tracker(tracker, [SlotSet("misses", 1.0)], domain),
    }
    found = {name: told(copy) for name, copy in made.items()}
    made["copy"].update(SlotSet("ticket_name", "of the copy"))
    made["copy"].update(ActionExecuted("ticket_form"))
    return {**found, "untouched": told(tracker) == before}


def told(tracker: DialogueStateTracker) -> Any:
    """All that Rasa goes by, without the time."""
    state = tracker.current_state(EventVerbosity.ALL)
    events = [{**event, "timestamp": 0} for event in state["events"]]
    state = {**state, "events": events, "latest_event_time": 0}
    features = {name: slot.as_feature() for name, slot in tracker.slots.items()}
    was_set = [name for name, slot in tracker.slots.items() if slot.has_been_set]
    said = tracker.latest_bot_utterance
    more = [features, was_set, str(tracker.active_loop), said and said.text]
    return json.loads(json.dumps([state, more], default=str))
