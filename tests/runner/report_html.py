"""Owns the report as one page: the conversations as people see them, and what was expected."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tests.runner.cases import Act, Expectation, Restart, StaffSays, Step, UserPicks, UserSays
from tests.runner.coverage import Coverage
from tests.runner.diff import event_as, title_of
from tests.runner.report_junit import file_of
from tests.runner.results import CaseResult, Mismatch, Outcome, StepResult

TEMPLATE = "report.html.j2"
# The worst first, as they are read.
ORDER = (Outcome.FAILED, Outcome.ERROR, Outcome.UNSUPPORTED, Outcome.PASSED)


@dataclass(frozen=True)
class Block:
    """A paragraph, or the items of a list."""

    text: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judged:
    """An expectation, and what was there instead: `mismatch` is `None` where it was met."""

    expectation: Expectation
    mismatch: Mismatch | None

    @property
    def state(self) -> str:
        if self.mismatch is None:
            return "met"
        return "unsupported" if self.mismatch.unsupported else "unmet"


@dataclass(frozen=True)
class ShownStep:
    """`act` is who acts and what they say or do. `result` is `None` where it was not run."""

    step: Step
    by: str
    act: str
    result: StepResult | None
    judged: tuple[Judged, ...] = ()
    events: tuple[str, ...] = ()

    @property
    def messages(self) -> Sequence[Mapping[str, Any]]:
        """What the citizen was shown."""
        seen = self.result.seen if self.result else None
        messages: Sequence[Mapping[str, Any]] = seen.turn.get("messages", ()) if seen else ()
        return messages


@dataclass(frozen=True)
class ShownCase:
    result: CaseResult
    title: str
    file: str
    steps: tuple[ShownStep, ...]


def html_report(results: Sequence[CaseResult], coverage: Coverage | None = None) -> str:
    """No script, no file or font from elsewhere."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(blocks=blocks, outcomes=ORDER)
    counts = Counter(result.outcome for result in results)
    return environment.get_template(TEMPLATE).render(
        cases=[_case(result) for result in sorted(results, key=_rank)],
        counts={outcome: counts[outcome] for outcome in ORDER},
        seconds=sum(result.seconds for result in results),
        coverage=coverage,
    )


def blocks(text: str) -> Iterator[Block]:
    """Paragraphs and lists, as the assistant writes them in plain text."""
    for part in text.split("\n\n"):
        for are_items, lines in groupby(part.split("\n"), lambda line: line.startswith("- ")):
            if are_items:
                yield Block(items=tuple(line[2:] for line in lines))
            else:
                yield Block("\n".join(lines))


def _rank(result: CaseResult) -> int:
    return ORDER.index(result.outcome)


def _case(result: CaseResult) -> ShownCase:
    ran = {step.step.place: step for step in result.steps}
    steps = tuple(_step(step, ran.get(step.place)) for step in result.case.steps)
    return ShownCase(result, title_of(result), file_of(result), steps)


def _step(step: Step, result: StepResult | None) -> ShownStep:
    by, act = _act(step.act)
    if result is None:
        return ShownStep(step, by, act, None)
    judged = tuple(_judged(each, result.mismatches) for each in step.expectations)
    events = tuple(event_as(event) for event in result.seen.events) if result.seen else ()
    return ShownStep(step, by, act, result, judged, events)


def _judged(expectation: Expectation, mismatches: Sequence[Mismatch]) -> Judged:
    missed = (each for each in mismatches if each.expectation == expectation)
    return Judged(expectation, next(missed, None))


def _act(act: Act) -> tuple[str, str]:
    match act:
        case UserSays(text):
            return "Citizen", text
        case UserPicks(title):
            return "Citizen picks", title
        case StaffSays(text, where, ends):
            closing = {"chat": "leaves the chat", "ticket": "closes the ticket"}[where]
            return f"Staff, in the {where}", " · ".join(
                each for each in (text, closing if ends else None) if each
            )
        case Restart(process, waits):
            killed = {"rasa": "Rasa", "server": "the server"}[process]
            return "Test", f"kills {killed}, which {'comes back' if waits else 'stays away'}"
