"""Owns the section `capacity`: the figures as a plan, and the simulation behind it, checked."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.benchmarks.capacity.check import Fit, check, fit
from tests.benchmarks.capacity.findings import Findings, Near, Peak
from tests.benchmarks.capacity.measured import figures_of
from tests.benchmarks.capacity.model import Costs, Crowd, Span
from tests.benchmarks.capacity.page import section
from tests.benchmarks.capacity.plan import Turn, plan_for, turn_of
from tests.benchmarks.capacity.scenarios import Simulated
from tests.benchmarks.capacity.services import Services, measured
from tests.benchmarks.results import Section
from tests.benchmarks.setup import Setup

THINK_SECONDS = 20.0
# The one looked at closely.


@dataclass(frozen=True)
class Extent:
    """How long is simulated. `crowds` are numbers of people; `people` those looked at closely."""

    checked: Span
    crowds: Mapping[int, Span]
    people: int
    near: Span
    overload: Span


FULL = Extent(
    checked=Span(60, 5),
    crowds={1_000: Span(60, 5), 10_000: Span(30, 5), 50_000: Span(5, 3)},
    people=10_000,
    near=Span(12, 4),
    overload=Span(50, 10),
)
QUICK = Extent(Span(8, 2), {1_000: Span(8, 2), 10_000: Span(4, 2)}, 10_000, Span(2, 2), Span(5, 1))


def measure(setup: Setup) -> Section:
    """Raises NotMeasured without a section `turns`; PostgreSQL and Redis only in a full run."""
    if setup.is_quick:
        return planned(setup, QUICK, lambda: None)
    return planned(setup, FULL, lambda: measured(setup.folder, 10.0, 3.0, setup.say))


def planned(setup: Setup, extent: Extent, services: Callable[[], Services | None]) -> Section:
    """`services` measures them, after it is known that there is a section `turns`."""
    figures = figures_of(setup.sections)
    cores = os.cpu_count() or 1
    setup.say("the simulation beside what was measured")
    fitted = fit(figures, cores, extent.checked)
    checks = check(fitted, cores, extent.checked)
    found = services()
    turn, like = _turn(fitted, found)
    peaks = []
    for people, span in extent.crowds.items():
        setup.say(f"{people:,} people")
        simulated = _simulated(people, turn, like)
        peaks.append(Peak(people, simulated, simulated.planned(span)))
    close = _simulated(extent.people, turn, like)
    setup.say("fewer and more processes, losses, more people than planned for")
    near = Near(
        close, close.sizes(extent.near), close.losses(extent.near), close.overloads(extent.overload)
    )
    return section(Findings(fitted, cores, checks, found, turn, peaks, near))


def _simulated(people: int, turn: Turn, like: Costs) -> Simulated:
    """One of the installations."""
    plan = plan_for(turn, people / THINK_SECONDS)
    crowd = Crowd(round(people / plan.installations), THINK_SECONDS)
    return Simulated(plan, crowd, turn, like)


def _turn(fitted: Fit, services: Services | None) -> tuple[Turn, Costs]:
    """On PostgreSQL and Redis; where these were not measured as in the section `turns`."""
    like = fitted.costs(max(fitted.figures.levels))
    if services is None:
        rasa = like.rasa + like.rasa_blocked
        return Turn(like.server, rasa, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0), like
    like = fitted.waiting(like, services.wait)
    return turn_of(services, like.rasa_blocked), like
