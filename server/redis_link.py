"""Owns the link to the Redis that several servers share: its client, and whether it answers."""

import time
from collections.abc import Callable

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

# What is asked of Redis takes a millisecond: a turn does not wait for one that hangs.
TIMEOUT_SECONDS = 0.5
# Nothing is asked for so long after it failed to answer.
PAUSE_SECONDS = 1.0
# Why it cannot be asked: it is away, loads its data, refuses the password, hangs.
FAILURES = (RedisError, OSError)

log = structlog.get_logger()


class RedisLink:
    """Whoever uses the client says how that went; the first failure and the return are logged."""

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.url = url
        # Tried twice: what waits in the pool may be a connection to a Redis restarted since.
        self.client = self._client(retries=1)
        self._clock = clock
        self._failed_at: float | None = None

    def listener(self) -> Redis:
        """A client of the caller's own, which tells of every lost connection."""
        return self._client(retries=0)

    def _client(self, retries: int) -> Redis:
        return Redis.from_url(
            self.url,
            socket_timeout=TIMEOUT_SECONDS,
            socket_connect_timeout=TIMEOUT_SECONDS,
            retry=Retry(NoBackoff(), retries),
        )

    @property
    def is_up(self) -> bool:
        """As far as is known."""
        return self._failed_at is None

    @property
    def is_worth_trying(self) -> bool:
        return self._failed_at is None or self._clock() >= self._failed_at + PAUSE_SECONDS

    def worked(self) -> None:
        if self._failed_at is not None:
            log.info("redis_back")
        self._failed_at = None

    def failed(self, error: Exception) -> None:
        if self._failed_at is None:
            log.error("redis_away", error=type(error).__name__)
        self._failed_at = self._clock()

    async def answers(self) -> bool:
        """Asks it."""
        try:
            await self.client.ping()
        except FAILURES as error:
            self.failed(error)
            return False
        self.worked()
        return True

    async def close(self) -> None:
        await self.client.aclose()
