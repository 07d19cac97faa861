"""Owns what was found of the capacity: the check, plans for crowds, one looked at closely."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.benchmarks.capacity.check import Checked, Fit
from tests.benchmarks.capacity.plan import Turn
from tests.benchmarks.capacity.scenarios import Scenario, Simulated
from tests.benchmarks.capacity.services import Services


@dataclass(frozen=True)
class Peak:
    """A crowd, and how it fares with what is planned for it."""

    people: int
    simulated: Simulated
    scenario: Scenario


@dataclass(frozen=True)
class Near:
    """One crowd, looked at closely."""

    simulated: Simulated
    sizes: Sequence[Scenario]
    losses: Sequence[Scenario]
    overloads: Sequence[Scenario]

    @property
    def title(self) -> str:
        return f"{self.simulated.crowd.people:,} people"


@dataclass(frozen=True)
class Findings:
    """All of it. `services` None: they were not measured."""

    fitted: Fit
    cores: int
    checks: Sequence[Checked]
    services: Services | None
    turn: Turn
    peaks: Sequence[Peak]
    near: Near
