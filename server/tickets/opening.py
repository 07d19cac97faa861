"""Owns what a new ticket starts with: who asks, its topic and its priority."""

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from actions.ports import TicketRequest
from actions.ticket_fields import STAND_INS
from embeddings.redirects import is_redirect
from server.tickets.views import Priority

# What is said at once to somebody in danger, or being robbed; None: they are not.
UrgentReply = Callable[[str], Awaitable[str | None]]
# A chat may be long; what was said before these is not what the ticket is about.
_NEWEST = 20


def topic_of(candidates: Sequence[dict[str, Any]]) -> str | None:
    """The topic of the best entry of the last search that found one; an entry's id is topic/slug.

    `candidates` are searches, oldest first, each with ids and scores, the best first.
    """
    for search in reversed(candidates):
        for entry_id, *_ in search["candidates"]:
            if "/" in entry_id and not is_redirect(entry_id):
                return str(entry_id).split("/")[0]
    return None


def with_contact(request: TicketRequest, contact: Mapping[str, str]) -> TicketRequest:
    """With what the stand-ins in it stand for, which the key of the same request names too."""
    given = {field: getattr(request, field.removeprefix("ticket_")) for field in STAND_INS}
    kept = {
        field: contact[field]
        for field, value in given.items()
        if value in STAND_INS[field] and field in contact
    }
    if not kept:
        return request
    named = json.dumps([request.idempotency_key, kept], sort_keys=True)
    values = {field.removeprefix("ticket_"): value for field, value in kept.items()}
    return replace(
        request,
        idempotency_key=hashlib.sha256(named.encode()).hexdigest(),
        name=values.get("name", request.name),
        contact=values.get("contact", request.contact),
        call_between=values.get("call_between", request.call_between),
    )


async def priority_of(
    question: str, transcript: Sequence[dict[str, Any]], urgent_reply: UrgentReply
) -> Priority:
    """Urgent where its citizen wrote of danger, in the chat or in the question."""
    said = [row["text"] for row in transcript if row["author"] == "citizen"]
    for text in [*said[-_NEWEST:], question]:
        if await urgent_reply(text) is not None:
            return "urgent"
    return "normal"
