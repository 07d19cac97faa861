"""Owns the decision: from scored candidates to an answer, choices, or abstaining."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from embeddings.corpus import Entry
from embeddings.settings import Confidence, RetrievalSettings
from embeddings.templates import YearChoice

Outcome = Literal["answered", "choices", "unanswered", "out_of_scope"]


@dataclass(frozen=True)
class Candidate:
    """An entry found for a question.

    `best` and `near` are the cosine similarities of its nearest passage and of its nearest three
    on average; `lexical` is the share of the question's words it holds (0 to 1); `score` merges
    them and orders the candidates.
    """

    entry_id: str
    score: float
    best: float
    near: float
    lexical: float
    passage: str


@dataclass(frozen=True)
class Decision:
    """What to do with a question.

    `confidence` is the probability that the best entry answers it. `entries` holds the one
    entry of an answer, or those to choose from. `tax_year` is None when none was asked for.
    `years` are the tax years to choose from, where that is the choice; `notice` says why the
    entry found is paused; `offer_person` that a ticket is offered with the answer. `generation`
    is the digest of the content it was made from.
    """

    outcome: Outcome
    confidence: float
    entries: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    tax_year: int | None
    years: tuple[int, ...] = ()
    notice: str | None = None
    offer_person: bool = False
    generation: str = ""


def features(candidates: Sequence[Candidate]) -> tuple[float, float, float, float]:
    """What the probability is made from: best, near, lexical, and the lead over the second."""
    first = candidates[0]
    second = candidates[1].score if len(candidates) > 1 else 0.0
    return first.best, first.near, first.lexical, first.score - second


def probability(candidates: Sequence[Candidate], numbers: Confidence) -> float:
    """Probability that the first candidate answers the question; 0 without candidates."""
    if not candidates:
        return 0.0
    weights = (numbers.best, numbers.near, numbers.lexical, numbers.margin)
    logit = numbers.bias + sum(
        weight * value for weight, value in zip(weights, features(candidates), strict=True)
    )
    return 1.0 / (1.0 + math.exp(-logit))


def decide(
    candidates: Sequence[Candidate],
    entries: Mapping[str, Entry],
    years: YearChoice,
    settings: RetrievalSettings,
) -> Decision:
    """Applies the decision rule. An entry that does not hold for the year asked is not given."""
    rule = settings.decision
    confidence = probability(candidates, settings.confidence)
    decided = Decision("unanswered", confidence, (), tuple(candidates), years.asked)
    if not candidates or confidence < rule.out_of_scope:
        return replace(decided, outcome="out_of_scope")
    best = entries[candidates[0].entry_id]
    needed = rule.answer_high_risk if best.risk == "high" else rule.answer
    if confidence >= needed and _fits(best, years):
        return give(best, years, decided)
    if confidence >= rule.choices:
        offered = tuple(
            candidate.entry_id
            for candidate in candidates
            if candidates[0].score - candidate.score <= rule.choice_reach
            and _fits(entries[candidate.entry_id], years)
        )
        if offered:
            return replace(decided, outcome="choices", entries=offered[: rule.most_choices])
    return decided


def pick(entry: Entry | None, years: YearChoice) -> Decision:
    """What a person gets who picked an entry: nothing is searched. None: it is gone since."""
    decided = Decision("unanswered", 0.0, (), (), years.asked)
    return decided if entry is None or not _fits(entry, years) else give(entry, years, decided)


def give(entry: Entry, years: YearChoice, decided: Decision) -> Decision:
    """The entry's answer; the notice where it is paused; its tax years where one is to be named."""
    if entry.paused is not None:
        return replace(decided, notice=entry.paused)
    to_ask = entry.years_to_ask(years.filing, years.current) if years.asked is None else ()
    if to_ask:
        return replace(decided, outcome="choices", entries=(entry.id,), years=to_ask)
    return replace(
        decided, outcome="answered", entries=(entry.id,), offer_person=entry.offer_person
    )


def _fits(entry: Entry, years: YearChoice) -> bool:
    return years.asked is None or entry.holds_for(years.asked)
