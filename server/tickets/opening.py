"""Owns what a new ticket starts with: its topic and its priority."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

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


async def priority_of(
    question: str, transcript: Sequence[dict[str, Any]], urgent_reply: UrgentReply
) -> Priority:
    """Urgent where its citizen wrote of danger, in the chat or in the question."""
    said = [row["text"] for row in transcript if row["author"] == "citizen"]
    for text in [*said[-_NEWEST:], question]:
        if await urgent_reply(text) is not None:
            return "urgent"
    return "normal"
