"""Owns how a case that did not pass is told: what was expected, what was there, what happened."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tests.runner.cases import Act, Restart, StaffSays, UserPicks, UserSays
from tests.runner.event_checks import said_as
from tests.runner.results import CaseResult, Mismatch, Outcome, StepResult
from tests.runner.seen import Event, Executed, LoopEvent, Said, SlotEvent, Understood
from tests.runner.values import shortened, shown

Kind = Literal["title", "plain", "expected", "actual", "unsupported"]


@dataclass(frozen=True)
class Line:
    """`kind` says how it may be colored."""

    kind: Kind
    text: str


def diff(result: CaseResult) -> str:
    return "\n".join(line.text for line in diff_lines(result))


def diff_lines(result: CaseResult) -> Iterator[Line]:
    """Steps that went as expected in one line each, the failed ones with their events."""
    yield Line("title", f"{result.case.place} {title_of(result)}: {result.outcome}")
    for step in result.steps:
        yield Line("plain", f"  {act_as(step.step.act)}")
        if step.error is not None:
            yield Line("actual", f"    could not be run: {step.error}")
        for mismatch in step.mismatches:
            yield from _mismatch(mismatch)
        if any(not mismatch.unsupported for mismatch in step.mismatches):
            yield from _happened(step)
    left = len(result.case.steps) - len({step.step.place for step in result.steps})
    if left:
        yield Line("plain", f"  {left} further {'step' if left == 1 else 'steps'} not run")
    if result.case.not_judged and result.outcome is not Outcome.PASSED:
        lines = ", ".join(str(each.place.line) for each in result.case.not_judged)
        yield Line("plain", f"  not judged, for the case has assertions: lines {lines}")


def title_of(result: CaseResult) -> str:
    varied = f" ({result.variation})" if result.variation else ""
    return f"{result.case.name}{varied}{f' #{result.attempt}' if result.attempt > 1 else ''}"


def act_as(act: Act) -> str:
    """In the words of the format."""
    if isinstance(act, UserSays):
        return f"user: {act.text}"
    if isinstance(act, UserPicks):
        return f"x_pick: {act.title}"
    if isinstance(act, Restart):
        return f"x_restart: {act.process}{'' if act.waits else ' (stays down)'}"
    return _staff_as(act)


def _staff_as(act: StaffSays) -> str:
    words = act.text if act.text is not None else "nothing"
    return f"x_staff_says: {words} (in the {act.where}{', and ends it' if act.ends else ''})"


def event_as(event: Event) -> str:
    """One line of what happened, as the tracker has it."""
    if isinstance(event, Said):
        return f"{event.author}: {said_as(event)}"
    if isinstance(event, Executed):
        return f"action: {event.action}"
    if isinstance(event, SlotEvent):
        return f"slot: {event.name} = {shortened(shown(event.value))}"
    if isinstance(event, LoopEvent):
        return f"form: {event.name or 'none'}"
    return _understood_as(event)


def _understood_as(event: Understood) -> str:
    sure = "" if event.confidence is None else f" ({event.confidence:.2f})"
    return f'understood: "{shortened(event.text)}" as {event.intent}{sure}'


def _mismatch(mismatch: Mismatch) -> Iterator[Line]:
    expectation = mismatch.expectation
    first, *others = expectation.written.split("\n")
    yield Line("expected", f"    expected  {first}   (line {expectation.place.line})")
    for line in others:
        yield Line("expected", f"              {line}")
    yield Line(
        "unsupported" if mismatch.unsupported else "actual", f"    actual    {mismatch.actual}"
    )


def _happened(step: StepResult) -> Iterator[Line]:
    if step.seen is None:
        return
    yield Line("plain", "    what happened:")
    for event in step.seen.events:
        yield Line("plain", f"      {event_as(event)}")
    if not step.seen.tracker:
        yield Line("plain", "      (no tracker: this is what the citizen was shown)")
