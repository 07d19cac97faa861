"""Owns the preview of a ticket: what staff will see, and what can still be done about it."""

from collections.abc import Mapping
from typing import Any

from actions.ticket_fields import is_phone

_EDIT = '/edit_ticket{"part": "%s"}'


def preview(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The ticket as the server reads it, which puts the chat to it."""
    contact = fields["ticket_contact"]
    return {
        "type": "ticket_preview",
        "question": fields["ticket_question"],
        "name": fields["ticket_name"] or None,
        "contact": contact,
        "call_between": fields.get("ticket_call_between") if is_phone(contact) else None,
        "shares_chat": shares_chat(fields),
    }


def shares_chat(fields: Mapping[str, Any]) -> bool:
    return fields.get("ticket_shares_chat") is not False


def choices(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Names the buttons of the response that make no sense for this ticket."""
    senseless = ["with_chat" if shares_chat(fields) else "no_chat"]
    if not fields["ticket_name"]:
        senseless.append("no_name")
    if not is_phone(fields["ticket_contact"]):
        senseless.append("call_between")
    return {"type": "ticket_choices", "without": [_EDIT % part for part in senseless]}
