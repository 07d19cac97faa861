"""Owns what is simulated of a plan: its peak, fewer or more processes, losses, larger crowds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from server.settings import Settings
from tests.benchmarks.capacity.model import Costs, Crowd, Shape, Span
from tests.benchmarks.capacity.plan import Plan, Turn, costs_of
from tests.benchmarks.capacity.simulation import Outcome, simulate

RASA_TIMEOUT = float(Settings.model_fields["rasa_timeout_seconds"].default)
# Of the planned number of servers and Rasa processes.
SIZES = (0.6, 0.8, 1.0, 1.25)


@dataclass(frozen=True)
class Scenario:
    """A crowd at so many processes."""

    name: str
    servers: int
    rasas: int
    outcome: Outcome


@dataclass(frozen=True)
class Simulated:
    """A plan, for a crowd, with what a turn costs there."""

    plan: Plan
    crowd: Crowd
    turn: Turn
    like: Costs

    def run(self, name: str, span: Span, servers: int, rasas: int, more: int = 0) -> Scenario:
        """With `more` people from the end of the warm-up on."""
        costs = costs_of(self.turn, replace(self.plan, servers=servers), self.like)
        shape = Shape(servers, rasas, database_cores=self.plan.database_cores)
        crowd = replace(self.crowd, more=more, more_at=span.warm_up)
        outcome = simulate(costs, shape, crowd, span, rasa_timeout=RASA_TIMEOUT)
        return Scenario(name, servers, rasas, outcome)

    def planned(self, span: Span) -> Scenario:
        return self.run("as planned", span, self.plan.servers, self.plan.rasas)

    def sizes(self, span: Span) -> Sequence[Scenario]:
        """Fewest processes first."""
        plan = self.plan
        return [
            self.run(f"{size:.0%} of it", span, _part(plan.servers, size), _part(plan.rasas, size))
            for size in SIZES
        ]

    def losses(self, span: Span) -> Sequence[Scenario]:
        """After the balancer has noticed; one that was the last is not taken away."""
        plan = self.plan
        fewer_rasas, fewer_servers = max(1, plan.rasas - 1), max(1, plan.servers - 1)
        return [
            self.run("one Rasa process lost", span, plan.servers, fewer_rasas),
            self.run("one server lost", span, fewer_servers, plan.rasas),
        ]

    def overloads(self, span: Span) -> Sequence[Scenario]:
        """People come as many again, and twice as many again, while it runs."""
        plan, people = self.plan, self.crowd.people
        return [
            self.run(f"{times} × the people", span, plan.servers, plan.rasas, people * (times - 1))
            for times in (2, 3)
        ]


def _part(number: int, size: float) -> int:
    return max(1, round(number * size))
