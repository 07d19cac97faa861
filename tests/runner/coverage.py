"""Owns what the cases of a run have met of the assistant, and what they have not."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.table import Table

from tests.runner.coverage_dialogue import FATES, fates, follows, moments
from tests.runner.coverage_names import Named, read_names
from tests.runner.results import CaseResult
from tests.runner.seen import Event, Executed, Said, Seen, SlotEvent, Understood


@dataclass(frozen=True)
class Area:
    """How often each name was met; 0: it is missing."""

    title: str
    times: Mapping[str, int]

    @property
    def met(self) -> tuple[str, ...]:
        return tuple(name for name, times in self.times.items() if times)

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(name for name, times in self.times.items() if not times)


@dataclass(frozen=True)
class Coverage:
    areas: tuple[Area, ...]


def coverage_of(results: Iterable[CaseResult], named: Named | None = None) -> Coverage:
    """Of all steps that ran, whatever came of their cases. Turns without a tracker count for what
    the citizen was shown: responses, statuses and topics."""
    named = named or read_names()
    counts: dict[str, Counter[str]] = {title: Counter() for title in _areas(named)}
    for result in results:
        for title, name in _met(result, named):
            counts[title][name] += 1
    return Coverage(
        tuple(
            Area(title, {name: counts[title][name] for name in names})
            for title, names in _areas(named).items()
        )
    )


def coverage_table(coverage: Coverage) -> Table:
    """For the terminal."""
    table = Table("Met by the conversations", "", "Missing", box=None, pad_edge=False)
    for area in coverage.areas:
        table.add_row(
            area.title, f"{len(area.met)} of {len(area.times)}", ", ".join(area.missing) or "–"
        )
    return table


def _areas(named: Named) -> dict[str, Sequence[str]]:
    """The names of each area, in the order they are shown."""
    forms = {
        f"Form {form}": [f"{slot} {fate}" for slot in slots for fate in FATES]
        for form, slots in named.forms.items()
    }
    return {
        "Intents": named.intents,
        "Rules": [rule.name for rule in named.rules],
        "Actions": named.actions,
        "Responses": list(named.responses),
        **forms,
        "Statuses": named.statuses,
        "Topics": named.topics,
    }


def _met(result: CaseResult, named: Named) -> Iterator[tuple[str, str]]:
    """Area and name."""
    seen = [step.seen for step in result.steps if step.seen is not None]
    events = [event for each in seen for event in each.events]
    happened = moments(events, {**named.slots, **result.case.slots})
    yield from (("Rules", rule.name) for rule in named.rules if follows(rule, happened))
    for form, slots in named.forms.items():
        yield from ((f"Form {form}", f"{slot} {fate}") for slot, fate in fates(events, form, slots))
    for event in events:
        yield from _met_by_event(event, named)
    for each in seen:
        yield from _met_by_turn(each)


def _met_by_event(event: Event, named: Named) -> Iterator[tuple[str, str]]:
    if isinstance(event, Understood):
        yield "Intents", str(event.intent)
    elif isinstance(event, Executed):
        yield "Actions", event.action
        if event.action in named.forms:
            yield "Actions", f"validate_{event.action}"
    elif isinstance(event, SlotEvent) and event.name == "requested_slot":
        yield from (("Actions", f"action_ask_{form}_{event.value}") for form in named.forms)
    elif isinstance(event, Said):
        yield from (("Responses", name) for name in _responses_in(event, named))


def _responses_in(event: Said, named: Named) -> Iterator[str]:
    """The one that the tracker names, and those whose words are in it: the server says some."""
    for name, pattern in named.responses.items():
        if name == event.utter_name or (pattern is not None and pattern.search(event.text)):
            yield name


def _met_by_turn(seen: Seen) -> Iterator[tuple[str, str]]:
    yield "Statuses", str(seen.turn.get("status"))
    if entry_id := seen.turn.get("entry_id"):
        yield "Topics", str(entry_id).split("/")[0]
