"""Owns the simulation of turns: from the people through a server, Rasa and the action, and back."""

import itertools
import math
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import simpy

from tests.benchmarks.capacity.model import Costs, Crowd, Shape, Span
from tests.benchmarks.capacity.stations import Cores, Steps, Thread

SEED = 9
# How often it is written down how many turns are under way.
LOOK_SECONDS = 1.0


@dataclass(frozen=True)
class Taken:
    """A turn: when it began, how long it took, whether it was answered without Rasa."""

    began: float
    seconds: float
    is_degraded: bool


@dataclass(frozen=True)
class Outcome:
    """`under_way`: pairs of a second and how many turns were, over the whole time.

    `busy`: the share of the time each kind of process was at work, in the mean of its processes.
    """

    span: Span
    turns: tuple[Taken, ...]
    under_way: tuple[tuple[float, float], ...]
    busy: dict[str, float]

    @property
    def per_second(self) -> float:
        return len(self.turns) / self.span.seconds

    @property
    def degraded(self) -> float:
        """The share of turns that were answered without Rasa."""
        return sum(turn.is_degraded for turn in self.turns) / max(1, len(self.turns))

    def percentile(self, percent: float) -> float:
        """Seconds; NaN without a turn."""
        times = [turn.seconds for turn in self.turns]
        return float(np.percentile(times, percent)) if times else math.nan


@dataclass
class _Process:
    """One behind the balancer, which sends the next request to who has the fewest under way."""

    loop: Thread
    encoder: Thread
    under_way: int = 0
    served: int = 0


@dataclass
class _Simulation:
    """`taken` grows while it runs."""

    env: simpy.Environment
    costs: Costs
    shape: Shape
    rasa_timeout: float
    random: random.Random
    taken: list[Taken] = field(default_factory=list)
    under_way: int = 0

    def __post_init__(self) -> None:
        # The load tool of a measured run shares the cores; people bring their own.
        self.cores = Cores(self.env, self.shape.cores)
        self.client = Thread(self.env, self.cores)
        self.servers = [self._process() for _ in range(self.shape.servers)]
        self.rasas = [self._process() for _ in range(self.shape.rasas)]
        self.database = Thread(self.env, self.cores, self.shape.database_cores)

    def _process(self) -> _Process:
        """Where cores are not shared, its two threads share its one."""
        own = self.shape.cores is None
        cores = Cores(self.env, 1) if own else self.cores
        return _Process(Thread(self.env, cores), Thread(self.env, cores))

    def person(self, starts: float, think: float) -> Steps:
        yield self.env.timeout(starts)
        while True:
            if think:
                yield self.env.timeout(self.random.expovariate(1 / think))
            yield from self.client.use(self.costs.client)
            yield from self._turn()

    def _turn(self) -> Steps:
        costs, began, heavy = self.costs, self.env.now, self._heaviness()
        third = (costs.server - costs.encoding) / 3 * heavy
        self.under_way += 1
        with _balanced(self.servers) as server:
            yield from server.loop.use(third)
            yield from self.database.use(costs.database / 2)
            if costs.wait:
                yield self.env.timeout(costs.wait)
            rasa = self.env.process(self._through_rasa(heavy))
            yield rasa | self.env.timeout(self.rasa_timeout)
            is_degraded = rasa.is_alive
            if is_degraded:
                yield from server.encoder.use(costs.encoding * heavy)
            yield from self.database.use(costs.database / 2)
            yield from server.loop.use(third)
        self.under_way -= 1
        self.taken.append(Taken(began, self.env.now - began, is_degraded))

    def _through_rasa(self, heavy: float) -> Steps:
        """While Rasa waits for the action it serves others."""
        costs = self.costs
        half, blocked = costs.rasa / 2 * heavy, costs.rasa_blocked / 2
        with _balanced(self.rasas) as rasa:
            yield from rasa.loop.use(half, blocked)
            with _balanced(self.servers) as server:
                yield from server.loop.use((costs.server - costs.encoding) / 3 * heavy)
                yield from server.encoder.use(costs.encoding * heavy)
            yield from rasa.loop.use(half, blocked)

    def _heaviness(self) -> float:
        sigma = self.costs.sigma
        return self.random.lognormvariate(-(sigma**2) / 2, sigma) if sigma else 1.0

    def look(self, seen: list[tuple[float, float]]) -> Steps:
        while True:
            seen.append((self.env.now, float(self.under_way)))
            yield self.env.timeout(LOOK_SECONDS)

    def busy(self) -> dict[str, float]:
        """Seconds that each kind was at work so far, in the mean of its processes."""
        kinds = {
            "server": [each.loop.worked + each.encoder.worked for each in self.servers],
            "Rasa": [each.loop.worked for each in self.rasas],
            "database": [self.database.worked / self.shape.database_cores],
            "cores": [self.cores.busy / (self.shape.cores or 1)],
        }
        return {kind: sum(held) / len(held) for kind, held in kinds.items()}


def simulate(
    costs: Costs,
    shape: Shape,
    crowd: Crowd,
    span: Span,
    *,
    rasa_timeout: float = math.inf,
    seed: int = SEED,
) -> Outcome:
    """The same seed gives the same outcome."""
    env, chance = simpy.Environment(), random.Random(seed)
    running = _Simulation(env, costs, shape, min(rasa_timeout, span.end), chance)
    for number in range(crowd.people + crowd.more):
        after = 0.0 if number < crowd.people else crowd.more_at
        env.process(running.person(after, crowd.think))
    seen: list[tuple[float, float]] = []
    env.process(running.look(seen))
    env.run(until=span.warm_up) if span.warm_up else None
    before, skipped = running.busy(), len(running.taken)
    env.run(until=span.end)
    busy = {kind: (held - before[kind]) / span.seconds for kind, held in running.busy().items()}
    return Outcome(span, tuple(itertools.islice(running.taken, skipped, None)), tuple(seen), busy)


@contextmanager
def _balanced(processes: list[_Process]) -> Iterator[_Process]:
    """As HAProxy's leastconn: in turn where several have as few."""
    chosen = min(processes, key=lambda each: (each.under_way, each.served))
    chosen.under_way += 1
    chosen.served += 1
    try:
        yield chosen
    finally:
        chosen.under_way -= 1
