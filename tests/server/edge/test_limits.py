"""Tests of rate limits: in one process, shared through Redis, and while that is away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from server.edge.limits import RateLimits
from server.errors import TooManyRequests
from server.redis_link import PAUSE_SECONDS, RedisLink
from tests.services.scratch import ScratchRedis


class Clock:
    """Stands still until it is told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def linked(url: str, clock: Clock | None = None) -> AsyncIterator[RedisLink]:
    link = RedisLink(url, clock or Clock())
    try:
        yield link
    finally:
        await link.close()


async def test_who_calls_too_often_waits_and_others_do_not() -> None:
    limits = RateLimits(True)
    await limits.hit(2, "messages", "a")
    await limits.hit(2, "messages", "a")
    with pytest.raises(TooManyRequests) as refused:
        await limits.hit(2, "messages", "a")
    assert 1 <= int(refused.value.headers["Retry-After"]) <= 60
    await limits.hit(2, "messages", "b")
    await limits.hit(2, "requests", "a")


async def test_switched_off_nobody_waits() -> None:
    on, off = RateLimits(True), RateLimits(False)
    for _ in range(50):
        await off.hit(1, "messages", "a")
    await on.hit(1, "messages", "a")
    with pytest.raises(TooManyRequests):
        await on.hit(1, "messages", "a")


@pytest.mark.services
async def test_servers_that_share_a_redis_count_together(redis_url: str) -> None:
    async with linked(redis_url) as one, linked(redis_url) as other:
        servers = [RateLimits(True, one), RateLimits(True, other)]
        counted = [servers[number % 2].hit(5, "messages", "a") for number in range(8)]
        results = await asyncio.gather(*counted, return_exceptions=True)
    assert [type(result) for result in results if result].count(TooManyRequests) == 3


@pytest.mark.services
async def test_while_redis_is_away_each_server_counts_alone(scratch_redis: ScratchRedis) -> None:
    clock = Clock()
    async with linked(scratch_redis.url, clock) as link:
        limits = RateLimits(True, link)
        await limits.hit(1, "messages", "a")
        scratch_redis.kill()
        with capture_logs() as lines:
            await limits.hit(1, "messages", "a")
            with pytest.raises(TooManyRequests):
                await limits.hit(1, "messages", "a")
        assert [line["event"] for line in lines] == ["redis_away"]
        assert not await link.answers()

        scratch_redis.start()
        clock.now += PAUSE_SECONDS
        with capture_logs() as lines:
            await limits.hit(1, "messages", "b")
        assert [line["event"] for line in lines] == ["redis_back"]
        # What was counted there before counts again.
        with pytest.raises(TooManyRequests):
            await limits.hit(1, "messages", "a")


async def test_a_redis_that_hangs_holds_up_one_call_alone(unanswering: str) -> None:
    async with linked(unanswering) as link:
        limits = RateLimits(True, link)
        async with asyncio.timeout(5):
            for _ in range(100):
                await limits.hit(1000, "messages", "a")
        assert not link.is_up


@pytest.fixture
async def unanswering() -> AsyncIterator[str]:
    """The address of something that takes connections and says nothing."""

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    async with server:
        yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"
