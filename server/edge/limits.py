"""Owns rate limits: how often an address, a conversation or a ticket may call."""

import time

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from server.errors import TooManyRequests


class RateLimits:
    """Moving windows of a minute, kept in memory."""

    def __init__(self, is_on: bool) -> None:
        self._is_on = is_on
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def hit(self, per_minute: int, *identity: str) -> None:
        """Counts one; raises TooManyRequests when it is over the limit."""
        if not self._is_on:
            return
        limit = RateLimitItemPerMinute(per_minute)
        if not await self._limiter.hit(limit, *identity):
            window = await self._limiter.get_window_stats(limit, *identity)
            raise TooManyRequests(max(1, round(window.reset_time - time.time())))
