"""Owns live events: what happens in a conversation beside the citizen's own turns."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

EventKind = Literal["message", "ticket"]
# A browser this far behind reads the transcript instead.
MOST_WAITING = 100


@dataclass(frozen=True)
class LiveEvent:
    """`message`: a staff message as in the transcript. `ticket`: its reference and status."""

    kind: EventKind
    data: Mapping[str, Any]


class LiveEvents:
    """Hands events to whoever listens to the conversation in this process."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[asyncio.Queue[LiveEvent]]] = {}

    async def listen(self, conversation_id: str) -> AsyncGenerator[LiveEvent]:
        """Events from now on, until the caller stops."""
        queue: asyncio.Queue[LiveEvent] = asyncio.Queue(MOST_WAITING)
        listeners = self._listeners.setdefault(conversation_id, set())
        listeners.add(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            listeners.discard(queue)
            if not listeners:
                self._listeners.pop(conversation_id, None)

    def publish(self, conversation_id: str, event: LiveEvent) -> None:
        for queue in self._listeners.get(conversation_id, ()):
            if not queue.full():
                queue.put_nowait(event)
