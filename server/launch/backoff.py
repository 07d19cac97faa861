"""Owns the wait before a restart: 1, 2, 4 … 30 s, and 1 s again after a steady run."""

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 30.0
STEADY_SECONDS = 60.0


class BackOff:
    """Times are those of one clock, in seconds; no wait is longer than `longest`."""

    def __init__(self, longest: float = LONGEST_SECONDS) -> None:
        self._longest = longest
        self._delay = FIRST_SECONDS
        self._up_since: float | None = 0.0

    def up(self, now: float) -> None:
        """The process serves again."""
        self._up_since = now

    def delay_after_end(self, now: float) -> float:
        """The seconds to wait now that the process has ended."""
        if self._up_since is not None and now - self._up_since >= STEADY_SECONDS:
            self._delay = FIRST_SECONDS
        self._up_since = None
        delay = self._delay
        self._delay = min(delay * 2, self._longest)
        return delay
