"""Owns a level of load: what the load tool is told, the turns it gave, figures made of them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np


class LoadFailed(RuntimeError):
    """Turns failed, or the load could not be made: there are no figures."""


@dataclass(frozen=True)
class Order:
    """What the load tool is told. `processes` are pids whose CPU is measured, by name."""

    seconds: float
    warm_up_seconds: float
    first_question: int
    turns_a_conversation: int
    processes: Mapping[str, int]
    result: Path


@dataclass(frozen=True)
class Turn:
    """A call that ended. `began` is of the machine's monotonic clock; `fault` is empty where the
    turn is as it should be. `status` is empty where there was none: of the start of a
    conversation, too.
    """

    visitor: int
    began: float
    seconds: float
    status: str
    fault: str = ""

    @property
    def ended(self) -> float:
        return self.began + self.seconds


@dataclass(frozen=True)
class Level:
    """So many visitors, each with one conversation after another, no pause between turns.

    Measured from `began` to `ended`; what was before warmed up. `cpu` are seconds by process in
    that time. `asked` counts all questions, the warm-up's too.
    """

    visitors: int
    began: float
    ended: float
    asked: int
    cpu: Mapping[str, float]
    calls: tuple[Turn, ...]

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """Those that ended while it was measured."""
        return tuple(
            call for call in self.calls if call.status and self.began <= call.ended <= self.ended
        )

    @property
    def rate(self) -> float:
        """Turns a second."""
        return len(self.turns) / (self.ended - self.began)

    def percentile(self, percent: float) -> float:
        """Milliseconds."""
        return float(np.percentile([turn.seconds for turn in self.turns], percent)) * 1000

    @property
    def longest(self) -> float:
        """Milliseconds."""
        return self.percentile(100)

    @cached_property
    def turns_each(self) -> tuple[int, ...]:
        """Of each visitor, fewest first; 0 of one who got none."""
        counted = Counter(turn.visitor for turn in self.turns)
        return tuple(sorted(counted[visitor] for visitor in range(self.visitors)))

    @property
    def fairness(self) -> float:
        """The fewest turns of a visitor ÷ the most: 1 where all got the same."""
        return self.turns_each[0] / self.turns_each[-1]

    def cpu_ms(self, process: str) -> float:
        """Milliseconds a turn."""
        return self.cpu[process] / len(self.turns) * 1000

    def statuses(self) -> Mapping[str, float]:
        """The share of each, in percent."""
        counted = Counter(turn.status for turn in self.turns)
        return {status: number / len(self.turns) * 100 for status, number in counted.items()}


def checked(level: Level, system: str) -> Level:
    """Raises LoadFailed when a turn failed, the warm-up's too, or there was none."""
    where = f"{system} with {level.visitors} at once"
    faults = Counter(call.fault for call in level.calls if call.fault)
    if faults:
        kinds = ", ".join(f"{number} x {fault}" for fault, number in faults.most_common())
        raise LoadFailed(f"{where}: {faults.total()} of {len(level.calls)} calls failed: {kinds}")
    if not level.turns:
        raise LoadFailed(f"{where}: no turn ended while it was measured")
    return level
