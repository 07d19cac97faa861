"""Owns the relay of live events between servers, through Redis."""

import asyncio
import json
import uuid
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from redis.asyncio.client import PubSub

from server.conversations.events import LiveEvent, LiveEvents
from server.redis_link import FAILURES, RedisLink

# So often all who listen look into the database while Redis is away.
LOOK_SECONDS = 3.0
# Redis is asked whether it is still there after nothing came for so long.
QUIET_SECONDS = 5.0
# What more waits to be sent is dropped: the servers are told to look instead.
MOST_WAITING = 1000
LOOK: Mapping[str, Any] = MappingProxyType({"look": True})


class EventRelay:
    """Sends what is published here to the other servers, and hands on here what they publish.

    Only that there is something new passes Redis, which keeps nothing: what it is, those who
    listen read from the database. After every gap all of them look there.
    """

    def __init__(
        self, events: LiveEvents, link: RedisLink | None, look_seconds: float = LOOK_SECONDS
    ) -> None:
        self._events = events
        self._link = link
        self._look_seconds = look_seconds
        self._origin = uuid.uuid4().hex
        self._outgoing: asyncio.Queue[Mapping[str, Any]] = asyncio.Queue(MOST_WAITING)
        self._has_lost = False

    async def run(self) -> None:
        """Until cancelled; without a Redis there is nothing to do."""
        if self._link is None:
            return
        self._events.relay_to(self._send)
        # Not a TaskGroup, which cancels only once: the client may swallow that.
        loops = self._send_all(self._link), self._hear_all(self._link)
        await asyncio.gather(*loops, return_exceptions=True)

    def _send(self, topic: str, event: LiveEvent) -> None:
        """Returns at once; what is sent from one server arrives in that order."""
        try:
            self._outgoing.put_nowait({"topic": topic, "kind": event.kind})
        except asyncio.QueueFull:
            self._has_lost = True

    async def _send_all(self, link: RedisLink) -> None:
        while True:
            message = await self._outgoing.get()
            while True:
                has_lost, self._has_lost = self._has_lost, False
                if await self._is_sent(link, LOOK if has_lost else message):
                    break
                self._has_lost = True
                await asyncio.sleep(self._look_seconds)

    async def _is_sent(self, link: RedisLink, message: Mapping[str, Any]) -> bool:
        text = json.dumps({**message, "origin": self._origin})
        try:
            await link.client.publish(channel_of(link), text)
        except FAILURES as error:
            link.failed(error)
            return False
        return True

    async def _hear_all(self, link: RedisLink) -> None:
        while True:
            try:
                async with link.listener() as client, client.pubsub() as heard:
                    await heard.subscribe(channel_of(link))
                    await self._hear(link, heard)
            except (*FAILURES, ValueError, KeyError) as error:
                link.failed(error)
            await asyncio.sleep(self._look_seconds)
            self._events.look()

    async def _hear(self, link: RedisLink, heard: PubSub) -> None:
        """Until the connection is lost, or Redis says nothing to a question either."""
        is_asked = False
        while True:
            message = await heard.get_message(timeout=QUIET_SECONDS)
            if message is None:
                if is_asked:
                    raise TimeoutError
                await heard.ping()
            elif message["type"] == "subscribe":
                link.worked()
                # What was published before is heard by nobody here any more.
                self._events.look()
            elif message["type"] == "message":
                self._hand_on(json.loads(message["data"]))
            is_asked = message is None

    def _hand_on(self, told: Mapping[str, Any]) -> None:
        if told["origin"] == self._origin:
            return
        if "look" in told:
            self._events.look()
        else:
            self._events.deliver(told["topic"], LiveEvent(told["kind"], {}))


def channel_of(link: RedisLink) -> str:
    """Channels, unlike keys, are those of all databases of a Redis."""
    return f"assistant:{link.client.connection_pool.connection_kwargs.get('db', 0)}:events"
