"""Owns the arithmetic of the plan: from what a turn costs to how many processes a crowd needs."""

import inspect
import itertools
import math
from dataclasses import dataclass

from sqlalchemy.pool import QueuePool

from server.settings import Settings
from tests.benchmarks.capacity.model import Costs, Shape
from tests.benchmarks.capacity.services import Services

# Above it waiting grows fast, and what a lost process did finds no room.
MOST_BUSY = 0.65
# A day in the season, for what is stored: so many hours like the peak.
PEAK_HOURS = 8


@dataclass(frozen=True)
class Turn:
    """What a turn costs one of each, in seconds of CPU, Rasa's with what blocks its loop.

    Each turn sends `events` to every other server, which take it `heard` seconds each, and Redis
    `told` for each of them.
    """

    server: float
    rasa: float
    database: float
    redis: float
    balancer: float
    events: float
    heard: float
    told: float

    @property
    def cpu(self) -> float:
        return self.server + self.rasa + self.database + self.redis + self.balancer

    def of_server(self, servers: int) -> float:
        """With what all other servers spend on hearing of it."""
        return self.server + self.events * self.heard * (servers - 1)


@dataclass(frozen=True)
class Plan:
    """For so many turns a second: processes that are busy MOST_BUSY of the time at most.

    Redis has one thread, and tells all servers of every turn. Where that is too much there are
    several `installations`, with nothing in common; all else is of one of them.
    """

    installations: int
    turns_per_second: float
    servers: int
    rasas: int
    database_cores: int
    redis_busy: float
    balancer_busy: float
    hearing: float

    @property
    def cores(self) -> int:
        """One for each process, and one for Redis."""
        balancer = enough(self.balancer_busy)
        return self.servers + self.rasas + self.database_cores + balancer + 1

    @property
    def shape(self) -> Shape:
        return Shape(self.servers, self.rasas, database_cores=self.database_cores)


def turn_of(services: Services, blocked: float) -> Turn:
    """As measured at 8 conversations; `blocked` seconds Rasa's loop does nothing else."""
    cpu = {name: services.many.cpu_ms(name) / 1000 for name in services.many.cpu}
    return Turn(
        server=cpu["server"],
        rasa=cpu["Rasa"] + blocked,
        database=cpu["PostgreSQL"],
        redis=cpu["Redis"],
        balancer=cpu["HAProxy"],
        events=services.counts["publish"],
        heard=services.heard_ms / 1000,
        told=services.told_ms / 1000,
    )


def plan_for(turn: Turn, turns_per_second: float) -> Plan:
    """With as few installations as will do."""
    found = (_of_one(turn, turns_per_second, number) for number in itertools.count(1))
    return next(plan for plan in found if plan is not None)


def _of_one(turn: Turn, turns_per_second: float, installations: int) -> Plan | None:
    """Of so many; None where it is too much for each."""
    rate = turns_per_second / installations
    hearing = rate * turn.events * turn.heard
    if hearing >= MOST_BUSY:
        return None
    own = rate * (turn.server - turn.events * turn.heard)
    servers = max(1, math.ceil(own / (MOST_BUSY - hearing)))
    redis_busy = rate * (turn.redis + turn.events * turn.told * (servers - 1))
    if redis_busy > MOST_BUSY:
        return None
    return Plan(
        installations=installations,
        turns_per_second=rate,
        servers=servers,
        rasas=enough(rate * turn.rasa),
        database_cores=enough(rate * turn.database),
        redis_busy=redis_busy,
        balancer_busy=rate * turn.balancer,
        hearing=hearing * (servers - 1) / servers,
    )


def costs_of(turn: Turn, plan: Plan, like: Costs) -> Costs:
    """For the simulation of the plan; how unequal turns are, and what blocks Rasa, as in `like`."""
    return Costs(
        server=turn.of_server(plan.servers),
        encoding=min(like.encoding, turn.server * 0.8),
        rasa=turn.rasa - like.rasa_blocked,
        database=turn.database,
        wait=like.wait,
        rasa_blocked=like.rasa_blocked,
        sigma=like.sigma,
    )


def enough(busy: float) -> int:
    """Of `busy` seconds of work a second."""
    return max(1, math.ceil(busy / MOST_BUSY))


def connections(plan: Plan) -> int:
    """At most, to PostgreSQL: a server's pool and the one of its locks; Rasa's is SQLAlchemy's."""
    of_server = int(Settings.model_fields["database_pool_size"].default) + 1
    default = inspect.signature(QueuePool).parameters
    of_rasa = default["pool_size"].default + default["max_overflow"].default
    return plan.servers * of_server + plan.rasas * int(of_rasa)


def memory_gib(plan: Plan, services: Services) -> float:
    """Of servers and Rasa processes."""
    each = services.memory_mib
    return (plan.servers * each["server"] + plan.rasas * each["Rasa"]) / 1024


def a_day(plan: Plan, each: float) -> float:
    """In a day of the season, of so much a turn."""
    return plan.turns_per_second * PEAK_HOURS * 3600 * each
