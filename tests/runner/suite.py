"""Owns a run of many cases: which, how often, in what order, and how it ends."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.runner.cases import Case
from tests.runner.results import CaseResult, Outcome
from tests.runner.running import Runner
from tests.runner.variations import Variation, Variations

PASSED, FAILED, UNUSABLE, NOT_JUDGED = 0, 1, 2, 3


class NoSuchCase(Exception):
    """No case has the name; the text names similar ones."""


@dataclass(frozen=True)
class Suite:
    """`repeat`: so often each. `variations`: each step that expects an entry also in other
    words."""

    cases: Sequence[Case]
    repeat: int = 1
    fail_fast: bool = False
    variations: Variations | None = None

    def results(self, runner: Runner) -> Iterator[CaseResult]:
        """As they come. With `fail_fast` up to the first that failed or could not be run."""
        for case in self.cases:
            for result in self._of(case, runner):
                yield result
                bad = result.outcome in (Outcome.FAILED, Outcome.ERROR)
                if self.fail_fast and bad and result.variation is None:
                    return

    def _of(self, case: Case, runner: Runner) -> Iterator[CaseResult]:
        for attempt in range(1, self.repeat + 1):
            yield runner.run(case, attempt)
        for variation in self._variations(case):
            yield runner.run(variation.case, variation=variation.name)

    def __len__(self) -> int:
        varied = [each for case in self.cases for each in self._variations(case)]
        return len(self.cases) * self.repeat + len(varied)

    def _variations(self, case: Case) -> list[Variation]:
        return list(self.variations.of(case)) if self.variations else []


def named(cases: Sequence[Case], names: Sequence[str]) -> list[Case]:
    """In the order of the files; all where no name is given. Raises `NoSuchCase`."""
    known = [case.name for case in cases]
    for name in names:
        if name not in known:
            similar = difflib.get_close_matches(name, known, n=3) or known[:3]
            listed = ", ".join(f'"{each}"' for each in similar)
            raise NoSuchCase(f'there is no case "{name}"; there is {listed}')
    return [case for case in cases if not names or case.name in names]


def exit_code(results: Sequence[CaseResult], strict: bool = False) -> int:
    """Variations count only where `strict`: they are a report."""
    outcomes = {each.outcome for each in results if strict or each.variation is None}
    if Outcome.FAILED in outcomes:
        return FAILED
    return NOT_JUDGED if outcomes - {Outcome.PASSED} else PASSED
