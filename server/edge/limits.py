"""Owns rate limits: how often an address, a conversation or a ticket may call."""

import time

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter

from server.clock import ClockWatch
from server.errors import TooManyRequests
from server.redis_link import FAILURES, RedisLink


class RateLimits:
    """Moving windows of a minute: one for all servers where they share a Redis, else, and while
    it is away, one for each server.
    """

    def __init__(self, is_on: bool, link: RedisLink | None = None) -> None:
        self._is_on = is_on
        self._link = link
        self._memory = MemoryStorage()
        self._own = MovingWindowRateLimiter(self._memory)
        self._clock = ClockWatch()
        self._shared = None if link is None else MovingWindowRateLimiter(_storage(link))

    async def hit(self, per_minute: int, *identity: str) -> None:
        """Counts one; raises TooManyRequests when it is over the limit."""
        if not self._is_on:
            return
        limit = RateLimitItemPerMinute(per_minute)
        if self._link is not None and self._shared is not None and self._link.is_worth_trying:
            try:
                await _hit(self._shared, limit, identity)
                self._link.worked()
                return
            except FAILURES as error:
                self._link.failed(error)
        if self._clock.seconds_set():
            # The windows are in the time of the clock: set back by a day, they would last a day.
            await self._memory.reset()
        await _hit(self._own, limit, identity)


def _storage(link: RedisLink) -> RedisStorage:
    pool = link.client.connection_pool
    return RedisStorage(f"async+{link.url}", implementation="redispy", connection_pool=pool)  # type: ignore[arg-type]


async def _hit(
    limiter: MovingWindowRateLimiter, limit: RateLimitItemPerMinute, identity: tuple[str, ...]
) -> None:
    if not await limiter.hit(limit, *identity):
        window = await limiter.get_window_stats(limit, *identity)
        seconds = round(window.reset_time - time.time())
        raise TooManyRequests(min(max(1, seconds), limit.get_expiry()))
