"""Owns how a case is run against an assistant."""

import time
from collections.abc import Callable, Iterator, Sequence

from tests.runner.assistant import Assistant, Conversation, NotPossible
from tests.runner.cases import Case, LoopGiven, SlotGiven, Step, TurnHas
from tests.runner.matching import Memory, mismatches_of
from tests.runner.results import CaseResult, Mismatch, StepResult

LANGUAGE = "en"


class Runner:
    """Runs cases one after the other, each in a conversation of its own."""

    def __init__(self, assistant: Assistant, clock: Callable[[], float] = time.monotonic) -> None:
        self._assistant = assistant
        self._clock = clock

    def run(self, case: Case, attempt: int = 1, variation: str | None = None) -> CaseResult:
        began = self._clock()
        steps = tuple(self._steps(case))
        return CaseResult(case, steps, self._clock() - began, attempt, variation)

    def _steps(self, case: Case) -> Iterator[StepResult]:
        language = case.metadata.get("language", LANGUAGE)
        try:
            conversation = self._assistant.converse(language, case.slots, case.stubs)
        except Exception as error:
            yield StepResult(case.steps[0], None, error=_said(error))
            return
        try:
            yield from _ran(case, conversation)
        finally:
            closed = _error_of_closing(conversation)
        if closed is not None:
            yield StepResult(case.steps[-1], None, error=f"after the last step: {closed}")


def _ran(case: Case, conversation: Conversation) -> Iterator[StepResult]:
    """Up to the first step that could not be run, or after which nothing can be judged."""
    memory = Memory(case.slots)
    for step in case.steps:
        try:
            seen = conversation.act(step.act, keep_stored=_looks_at_stored(step))
        except Exception as error:
            yield StepResult(step, None, error=_said(error))
            return
        memory = memory.after(seen)
        mismatches = mismatches_of(step, seen, memory)
        yield StepResult(step, seen, mismatches)
        if _ends_here(mismatches):
            return


def _looks_at_stored(step: Step) -> bool:
    checks = [each.check for each in step.expectations]
    return any(
        isinstance(each, TurnHas) and each.key == "x_nothing_sensitive_stored" for each in checks
    )


def _ends_here(mismatches: Sequence[Mismatch]) -> bool:
    """A story whose slots are not those of the assistant says nothing about the rest."""
    return any(isinstance(each.expectation.check, SlotGiven | LoopGiven) for each in mismatches)


def _error_of_closing(conversation: Conversation) -> str | None:
    try:
        conversation.close()
    except Exception as error:
        return _said(error)
    return None


def _said(error: Exception) -> str:
    """One case that cannot be run is reported; the others run."""
    return str(error) if isinstance(error, NotPossible) else f"{type(error).__name__}: {error}"
