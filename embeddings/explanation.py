"""Owns why a question gets what it gets: shared words, tax year, distance from each threshold."""

from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.confidence import Candidate
from embeddings.corpus import Entry
from embeddings.decision import Decision
from embeddings.lexical import terms
from embeddings.retriever import Retriever
from embeddings.settings import DecisionRule


@dataclass(frozen=True)
class Reason:
    """Why one candidate was found: its nearest passage, and the words of the question it shares."""

    candidate: Candidate
    shared: Sequence[str]
    missing: Sequence[str]
    holds: bool  # for the tax year asked


@dataclass(frozen=True)
class Threshold:
    """A limit of the decision rule; `distance` is the probability less the limit."""

    name: str
    limit: float
    distance: float


def reasons(retriever: Retriever, text: str, decision: Decision) -> list[Reason]:
    """One reason a candidate, best first."""
    asked = _typed(text)
    found = []
    for candidate in decision.candidates:
        entry = retriever.corpus.entries[candidate.entry_id]
        holds = decision.tax_year is None or entry.holds_for(decision.tax_year)
        answer = retriever.answer(entry.id, decision.tax_year if holds else None).markdown
        words = _words(entry, answer)
        shared = [typed for stem, typed in asked.items() if stem in words]
        missing = [typed for stem, typed in asked.items() if stem not in words]
        found.append(Reason(candidate, shared, missing, holds))
    return found


def thresholds(decision: Decision, rule: DecisionRule, best: Entry | None) -> list[Threshold]:
    """The limits from the highest; that of an answer is the one the best entry's risk needs."""
    high = best is not None and best.risk == "high"
    limits = (
        (
            "answer (high risk)" if high else "answer",
            rule.answer_high_risk if high else rule.answer,
        ),
        ("choices", rule.choices),
    )
    return [Threshold(name, limit, decision.confidence - limit) for name, limit in limits]


def _typed(text: str) -> dict[str, str]:
    """The stems of a question, each with the word as it was typed; "w 2" has none: "w2"."""
    typed = {stem: word for word in text.split() for stem in terms(word)}
    return {stem: typed.get(stem, stem).strip("?.,!;:()\"'") for stem in terms(text)}


def _words(entry: Entry, answer: str) -> frozenset[str]:
    return frozenset(terms(" ".join((entry.question, *entry.paraphrases, answer))))
