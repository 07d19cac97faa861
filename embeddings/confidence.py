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
    """An entry found for a question, with its best passage's cosine similarity."""

    entry_id: str
    score: float
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


def probability(candidates: Sequence[Candidate], numbers: Confidence) -> float:
    """Probability that the first candidate answers the question; 0 without candidates."""
    if not candidates:
        return 0.0
    best = candidates[0].score
    second = candidates[1].score if len(candidates) > 1 else 0.0
    logit = numbers.bias + numbers.score * best + numbers.margin * (best - second)
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

    if not candidates or candidates[0].score < rule.out_of_scope_score:
        return made("out_of_scope")
    best = entries[candidates[0].entry_id]
    fits = tax_year is None or best.holds_for(tax_year)
    needed = rule.answer_high_risk if best.risk == "high" else rule.answer
    if confidence >= needed and fits:
        return made("answered", [best.id])
    if confidence >= rule.choices:
        offered = [
            candidate.entry_id
            for candidate in candidates
            if candidate.score >= rule.choice_score
            and (tax_year is None or entries[candidate.entry_id].holds_for(tax_year))
        ][: rule.most_choices]
        if len(offered) > 1:
            return made("choices", offered)
    return made("unanswered")
