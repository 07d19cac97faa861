"""Owns where a simulated turn waits: cores shared in slices, and the threads on them."""

from collections.abc import Generator
from typing import Any

import simpy

Steps = Generator[simpy.Event, Any, None]
# How long a thread runs while another waits for its core: the base slice of Linux.
SLICE_SECONDS = 0.003


class Cores:
    """So many at once; who has more to do than a slice goes to the end of the line.

    None: nobody ever waits, as where every thread has a core of its own.
    """

    def __init__(self, env: simpy.Environment, count: int | None) -> None:
        self._env = env
        self._cores = None if count is None else simpy.Resource(env, count)
        self.busy = 0.0

    def run(self, seconds: float) -> Steps:
        self.busy += seconds
        if self._cores is None:
            yield self._env.timeout(seconds)
            return
        left = seconds
        while left > 0:
            with self._cores.request() as core:
                yield core
                while left > 0:
                    step = min(left, SLICE_SECONDS)
                    yield self._env.timeout(step)
                    left -= step
                    if self._cores.queue:
                        break


class Thread:
    """Does one thing at a time, in the order of arrival: an event loop, the encoder's thread.

    With `width` so many things: the backends of PostgreSQL. `worked` are the seconds it spent on
    them, without those it waited for a core.
    """

    def __init__(self, env: simpy.Environment, cores: Cores, width: int = 1) -> None:
        self._env = env
        self._cores = cores
        self._thread = simpy.Resource(env, width)
        self.worked = 0.0

    def use(self, cpu: float, blocked: float = 0.0) -> Steps:
        """`blocked`: seconds it then waits for something, and does nothing else meanwhile."""
        if cpu + blocked <= 0:
            return
        with self._thread.request() as mine:
            yield mine
            if cpu > 0:
                yield from self._cores.run(cpu)
            if blocked > 0:
                yield self._env.timeout(blocked)
            self.worked += cpu + blocked
