"""Owns comparing two runs: each ratio as it was and as it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.benchmarks.results import Ratio, Run


@dataclass(frozen=True)
class Change:
    """A ratio of a section; `before` is None where the earlier run has none of that name."""

    section: str
    ratio: Ratio
    before: float | None

    @property
    def percent(self) -> float | None:
        """How much larger it is than before, in percent; None without a ratio before."""
        if not self.before:
            return None
        return (self.ratio.value / self.before - 1) * 100

    @property
    def verdict(self) -> str:
        """In words, empty where there is no goal."""
        if not self.ratio.has_goal:
            return ""
        return "met" if self.ratio.is_met else "not met"


def changes(run: Run, earlier: Run | None) -> Sequence[Change]:
    """In the order of `run`; each ratio of it, those with a goal and those without."""
    known = {
        (section.name, ratio.name): ratio.value
        for section in (earlier.sections if earlier else ())
        for ratio in section.ratios
    }
    return [
        Change(section.title, ratio, known.get((section.name, ratio.name)))
        for section in run.sections
        for ratio in section.ratios
    ]
