"""Owns what came of a conversation test: passed, failed or not to be judged, and why."""

from dataclasses import dataclass
from enum import StrEnum

from tests.runner.cases import Case, Expectation, Step
from tests.runner.seen import Seen


class Outcome(StrEnum):
    """`UNSUPPORTED`: something in the case cannot be judged here. `ERROR`: it could not be run."""

    PASSED = "passed"
    FAILED = "failed"
    UNSUPPORTED = "unsupported"
    ERROR = "error"


@dataclass(frozen=True)
class Mismatch:
    """`actual` says in words what was there instead; `unsupported`: nothing was compared."""

    expectation: Expectation
    actual: str
    unsupported: bool = False


@dataclass(frozen=True)
class StepResult:
    """`seen` is `None` where the act itself failed; `error` says how."""

    step: Step
    seen: Seen | None
    mismatches: tuple[Mismatch, ...] = ()
    error: str | None = None


@dataclass(frozen=True)
class CaseResult:
    """`steps` are those that ran. `attempt` counts from 1 where a case is repeated. `variation`
    says what was changed in a varied case."""

    case: Case
    steps: tuple[StepResult, ...]
    seconds: float
    attempt: int = 1
    variation: str | None = None

    @property
    def outcome(self) -> Outcome:
        if any(step.error for step in self.steps):
            return Outcome.ERROR
        mismatches = [each for step in self.steps for each in step.mismatches]
        if any(not each.unsupported for each in mismatches):
            return Outcome.FAILED
        return Outcome.UNSUPPORTED if mismatches else Outcome.PASSED
