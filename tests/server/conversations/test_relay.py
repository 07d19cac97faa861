"""Tests of live events between servers: both ways, and after Redis was away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from server.conversations.events import LiveEvent, LiveEvents
from server.conversations.relay import EventRelay
from server.redis_link import RedisLink
from tests.services.scratch import ScratchRedis

pytestmark = pytest.mark.services
TOLD = LiveEvent("message", {"text": "Hello"})


@asynccontextmanager
async def server(url: str) -> AsyncIterator[LiveEvents]:
    """The live events of a server that shares the Redis of the address, once it is heard."""
    link, events = RedisLink(url), LiveEvents()
    async with events.listen("any") as stream:
        task = asyncio.create_task(EventRelay(events, link, look_seconds=0.1).run())
        async with asyncio.timeout(10):
            assert (await anext(stream)).kind == "look"
    try:
        yield events
    finally:
        while not task.done():
            task.cancel()
            await asyncio.wait([task], timeout=1)
        await link.close()


@asynccontextmanager
async def listening(events: LiveEvents, topic: str) -> AsyncIterator[AsyncIterator[LiveEvent]]:
    async with asyncio.timeout(20), events.listen(topic) as stream:
        yield stream


async def test_what_one_server_publishes_is_heard_on_the_other_and_once_on_its_own(
    redis_url: str,
) -> None:
    async with server(redis_url) as one, server(redis_url) as other:
        for here, there in ((one, other), (other, one)):
            async with listening(here, "a") as near, listening(there, "a") as far:
                here.publish("b", TOLD)
                here.publish("a", TOLD)
                here.changed("c")
                here.publish("a", LiveEvent("ticket", {}))
                heard = [[(await anext(each)).kind for _ in range(2)] for each in (near, far)]
                assert heard == [["message", "ticket"]] * 2


async def test_no_word_of_a_message_passes_redis(redis_url: str) -> None:
    async with server(redis_url) as one, server(redis_url) as other, listening(other, "a") as far:
        one.publish("a", TOLD)
        assert await anext(far) == LiveEvent("message", {})


async def test_while_redis_is_away_all_look_and_after_it_all_is_heard_again(
    scratch_redis: ScratchRedis,
) -> None:
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(server(scratch_redis.url))
        other = await stack.enter_async_context(server(scratch_redis.url))
        far = await stack.enter_async_context(listening(other, "a"))
        scratch_redis.kill()
        one.publish("a", TOLD)
        assert [(await anext(far)).kind for _ in range(3)] == ["look"] * 3
        await asyncio.to_thread(scratch_redis.start)
        async for event in far:
            if event.kind == "message":
                break
            one.publish("a", TOLD)


async def test_a_short_gap_is_noticed_too(scratch_redis: ScratchRedis) -> None:
    async with server(scratch_redis.url) as events, listening(events, "a") as stream:
        scratch_redis.kill()
        await asyncio.to_thread(scratch_redis.start)
        assert (await anext(stream)).kind == "look"


async def test_without_a_redis_nothing_is_relayed() -> None:
    relaying = asyncio.create_task(EventRelay(LiveEvents(), None).run())
    ended, _ = await asyncio.wait([relaying], timeout=1)
    assert ended == {relaying}
    assert relaying.exception() is None
