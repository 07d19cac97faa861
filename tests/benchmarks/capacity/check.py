"""Owns the check: what is simulated beside what was measured, at levels it was not fitted to."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.benchmarks.capacity.measured import Figures, Level, NotMeasured
from tests.benchmarks.capacity.model import Costs, Crowd, Shape, Span
from tests.benchmarks.capacity.simulation import Outcome, simulate

FITTED_AT = (1, 8)
# How much of what a turn waits for, beside CPU, keeps Rasa's loop: fitted, as one number.
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
# Of a normal distribution: the 95th percentile is so many standard deviations above the median.
Z95 = 1.6449
# The rest of a server's turn is the loop's own: masking, HTTP, SQL.
MOST_ENCODING = 0.8


@dataclass(frozen=True)
class Checked:
    """A level measured and simulated."""

    measured: Level
    simulated: Outcome

    @property
    def is_fitted(self) -> bool:
        return self.measured.conversations in FITTED_AT

    @property
    def throughput(self) -> float:
        """Simulated ÷ measured, as the others."""
        return self.simulated.per_second / self.measured.per_second

    @property
    def p50(self) -> float:
        return self.simulated.percentile(50) * 1000 / self.measured.p50_ms

    @property
    def p95(self) -> float:
        return self.simulated.percentile(95) * 1000 / self.measured.p95_ms


@dataclass(frozen=True)
class Fit:
    """What the levels FITTED_AT say of a turn. `blocked_share` of `wait` keeps Rasa's loop."""

    figures: Figures
    sigma: float
    wait: float
    blocked_share: float

    def costs(self, conversations: int) -> Costs:
        """CPU as measured at 1 and at 8; between them by the logarithm, beyond 8 as at 8."""
        few, many = (self.figures.levels[at].cpu_ms for at in FITTED_AT)
        share = min(1.0, math.log(conversations) / math.log(FITTED_AT[1]))
        cpu = {name: (few[name] * (1 - share) + many[name] * share) / 1000 for name in few}
        costs = Costs(
            server=cpu["server"],
            encoding=min(self.figures.encoding_ms / 1000, MOST_ENCODING * cpu["server"]),
            rasa=cpu["Rasa"],
            client=cpu["load tool"],
            sigma=self.sigma,
        )
        return self.waiting(costs, self.wait)

    def waiting(self, costs: Costs, wait: float) -> Costs:
        """The same with so many seconds of waiting, as much of it in Rasa's loop."""
        blocked = wait * self.blocked_share
        return replace(costs, wait=wait - blocked, rasa_blocked=blocked)


def fit(figures: Figures, cores: int, span: Span) -> Fit:
    """Raises NotMeasured when a level to fit to is missing."""
    missing = [at for at in FITTED_AT if at not in figures.levels]
    if missing:
        raise NotMeasured(f"the section `turns` has no level {missing} to fit to")
    one, many = (figures.levels[at] for at in FITTED_AT)
    sigma = math.log(max(1.0, one.p95_ms / one.p50_ms)) / Z95
    wait = max(0.0, 1 / one.per_second - sum(one.cpu_ms.values()) / 1000)
    fits = [Fit(figures, sigma, wait, share) for share in SHARES]

    def off(each: Fit) -> float:
        return abs(math.log(checked(each, many, cores, span).throughput))

    return min(fits, key=off) if wait else replace(fits[0], wait=0.0)


def checked(fitted: Fit, level: Level, cores: int, span: Span) -> Checked:
    """One server, one Rasa process and the load tool on so many cores, no pause between turns."""
    at = level.conversations
    return Checked(level, simulate(fitted.costs(at), Shape(1, 1, cores), Crowd(at, 0.0), span))


def check(fitted: Fit, cores: int, span: Span) -> Sequence[Checked]:
    return [checked(fitted, level, cores, span) for level in fitted.figures.levels.values()]
