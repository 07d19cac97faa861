"""Owns noticing that the machine's clock was set, by a clock that only ever goes on."""

import time
from collections.abc import Callable

# Clocks that are kept right are corrected by less.
SET_SECONDS = 30.0


class ClockWatch:
    """Compares the two clocks each time it is asked."""

    def __init__(
        self,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._apart = self._distance()

    def seconds_set(self) -> float:
        """By how much it was set since the last call: negative backward, 0 where it was not."""
        apart = self._distance()
        change = apart - self._apart
        if abs(change) < SET_SECONDS:
            return 0.0
        self._apart = apart
        return change

    def _distance(self) -> float:
        return self._wall() - self._monotonic()
