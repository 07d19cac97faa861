"""Owns live events: what happens in a conversation beside the citizen's own turns."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal

EventKind = Literal["message", "staff_joined", "staff_left", "ticket", "changed", "idle", "look"]
Relay = Callable[[str, "LiveEvent"], None]
# A browser this far behind reads the transcript instead.
MOST_WAITING = 100
# What staff listen to who look at all conversations.
DESK = "desk"


def desk_of(conversation_id: str) -> str:
    """The topic for staff who look at one conversation; its id is the topic for its citizen."""
    return f"{DESK}/{conversation_id}"


@dataclass(frozen=True)
class LiveEvent:
    """`message`, `staff_joined` and `staff_left`: a message as in the transcript. `ticket`: its
    reference and status, and whether staff replied. `changed`, to staff alone: there is something
    new to read. `idle`: nothing came for as long as the listener said. `look`, to all who listen:
    events of other servers may have been lost, the database has what happened.
    """

    kind: EventKind
    data: Mapping[str, Any]


class LiveEvents:
    """Hands events to whoever listens to their topic in this process."""

    def __init__(self) -> None:
        self._relay: Relay | None = None
        self._listeners: dict[str, set[asyncio.Queue[LiveEvent | None]]] = {}
        self._is_closed = False

    @asynccontextmanager
    async def listen(
        self, topic: str, idle_seconds: float | None = None
    ) -> AsyncIterator[AsyncIterator[LiveEvent]]:
        """Events from the entry on, until the caller leaves or the server stops."""
        # One place more than events may wait, for the end.
        queue: asyncio.Queue[LiveEvent | None] = asyncio.Queue(MOST_WAITING + 1)
        listeners = self._listeners.setdefault(topic, set())
        listeners.add(queue)
        if self._is_closed:
            queue.put_nowait(None)
        try:
            yield _events(queue, idle_seconds)
        finally:
            listeners.discard(queue)
            if not listeners:
                self._listeners.pop(topic, None)

    def publish(self, topic: str, event: LiveEvent) -> None:
        self.deliver(topic, event)
        if self._relay is not None:
            self._relay(topic, event)

    def relay_to(self, relay: Relay) -> None:
        """From now on `relay` gets what is published, too."""
        self._relay = relay

    def deliver(self, topic: str, event: LiveEvent) -> None:
        """To those who listen here, alone."""
        for queue in self._listeners.get(topic, ()):
            if queue.qsize() < MOST_WAITING:
                queue.put_nowait(event)

    def changed(self, conversation_id: str) -> None:
        """Tells staff who look at the conversation, or at all of them."""
        for topic in (desk_of(conversation_id), DESK):
            self.publish(topic, LiveEvent("changed", {}))

    def look(self) -> None:
        """Sends all who listen here to the database."""
        for topic in list(self._listeners):
            self.deliver(topic, LiveEvent("look", {}))

    def close(self) -> None:
        """Ends what all listeners hear, after what waits for them."""
        self._is_closed = True
        for listeners in self._listeners.values():
            for queue in listeners:
                if not queue.full():
                    queue.put_nowait(None)


async def _events(
    queue: asyncio.Queue[LiveEvent | None], idle_seconds: float | None
) -> AsyncIterator[LiveEvent]:
    while True:
        try:
            event = await asyncio.wait_for(queue.get(), idle_seconds)
        except TimeoutError:
            event = LiveEvent("idle", {})
        if event is None:
            return
        yield event
