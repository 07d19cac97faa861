"""Owns a run of the ticket form: what the server is told of it, and the key its ticket gets."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker

from actions.ticket_fields import FIELDS

# The message that tells the server what is collected; no citizen sees it.
TICKET_FIELDS = "ticket_fields"
RUN = "ticket_run"


def collected(tracker: Tracker, slots: Mapping[str, Any]) -> dict[str, Any]:
    """What another dialogue needs to go on with the form where it is."""
    fields = {field: slots.get(field) for field in FIELDS if field != "ticket_confirmed"}
    kept = {field: value for field, value in fields.items() if value is not None}
    return {"type": TICKET_FIELDS, "fields": {**kept, RUN: run_of(tracker)}}


def run_of(tracker: Tracker) -> str | None:
    """Names the run: a try to send that failed activates the form anew, so a run counts from the
    action that leads to it.
    """
    begun = [
        event.get("timestamp")
        for event in tracker.events
        if event.get("event") == "action" and event.get("name") == "action_start_ticket"
    ]
    return str(begun[-1]) if begun else None


def ticket_key(conversation_id: str, run: object, shown: Mapping[str, Any]) -> str:
    """Names what was confirmed in a run: the same for each try to send it, whoever tries."""
    content = json.dumps([conversation_id, run, shown], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()
