"""Owns the decision: from scored candidates to an answer, choices, or abstaining."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from embeddings.corpus import Entry
from embeddings.settings import Confidence, RetrievalSettings

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
    """

    outcome: Outcome
    confidence: float
    entries: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    tax_year: int | None


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
    tax_year: int | None,
    settings: RetrievalSettings,
) -> Decision:
    """Applies the decision rule. An entry that does not hold for the year asked is not given."""
    rule = settings.decision
    confidence = probability(candidates, settings.confidence)

    def made(outcome: Outcome, chosen: Sequence[str] = ()) -> Decision:
        return Decision(outcome, confidence, tuple(chosen), tuple(candidates), tax_year)

    if not candidates or confidence < rule.out_of_scope:
        return made("out_of_scope")
    best = entries[candidates[0].entry_id]
    needed = rule.answer_high_risk if best.risk == "high" else rule.answer
    if confidence >= needed and (tax_year is None or best.holds_for(tax_year)):
        return made("answered", [best.id])
    if confidence >= rule.choices:
        offered = [
            candidate.entry_id
            for candidate in candidates
            if candidates[0].score - candidate.score <= rule.choice_reach
            and (tax_year is None or entries[candidate.entry_id].holds_for(tax_year))
        ][: rule.most_choices]
        if offered:
            return made("choices", offered)
    return made("unanswered")
