"""Owns the evaluation of the retriever on labelled questions."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from embeddings.decision import Decision
from embeddings.labelled import NO_ANSWER_KINDS, Question, answers_it
from embeddings.retriever import Retriever

Verdict = Literal["right", "right_in_choices", "missed", "wrong"]


@dataclass(frozen=True)
class Scored:
    """A question, what was decided, and how that compares with its label."""

    question: Question
    decision: Decision
    verdict: Verdict
    rank: int | None  # of the first candidate whose answer holds the key facts, from 1


@dataclass
class Report:
    """Counts over all questions of a run."""

    scored: list[Scored] = field(default_factory=list)

    def verdicts(self, kind: str) -> Counter[str]:
        return Counter(item.verdict for item in self.scored if item.question.kind == kind)

    def recall_at(self, k: int) -> float:
        ranks = [item.rank for item in self.scored if item.question.kind == "answerable"]
        return sum(rank is not None and rank <= k for rank in ranks) / max(1, len(ranks))

    @property
    def mean_reciprocal_rank(self) -> float:
        ranks = [item.rank for item in self.scored if item.question.kind == "answerable"]
        return sum(1 / rank for rank in ranks if rank is not None) / max(1, len(ranks))

    @property
    def wrong_among_answers(self) -> float:
        """Share of wrong ones among all answers given to answerable and no-answer questions."""
        given = [item for item in self.scored if item.decision.outcome == "answered"]
        return sum(item.verdict == "wrong" for item in given) / max(1, len(given))


def evaluate(retriever: Retriever, questions: Iterable[Question]) -> Report:
    """Asks every question that stands alone; follow-ups need the whole assistant."""
    report = Report()
    for question in questions:
        if question.kind == "answerable" or question.kind in NO_ANSWER_KINDS:
            report.scored.append(_score(retriever, question))
    return report


def _score(retriever: Retriever, question: Question) -> Scored:
    decision = retriever.ask(question.text)
    if question.kind in NO_ANSWER_KINDS:
        verdict: Verdict = "wrong" if decision.outcome == "answered" else "right"
        return Scored(question, decision, verdict, None)

    def holds(entry_id: str) -> bool:
        answer = retriever.answer(entry_id, decision.tax_year)
        return answers_it(question, entry_id, answer.markdown)

    ranks = (at for at, found in enumerate(decision.candidates, 1) if holds(found.entry_id))
    return Scored(question, decision, _verdict(decision, holds), next(ranks, None))


def _verdict(decision: Decision, holds: "_Holds") -> Verdict:
    if decision.outcome == "answered":
        return "right" if holds(decision.entries[0]) else "wrong"
    if decision.outcome == "choices" and any(holds(entry_id) for entry_id in decision.entries):
        return "right_in_choices"
    return "missed"


class _Holds(Protocol):
    """Typing aid: whether an entry's answer holds the key facts."""

    def __call__(self, entry_id: str) -> bool: ...


def by_topic(report: Report) -> Mapping[str, Counter[str]]:
    """Verdicts of answerable questions by the first part of their topic."""
    table: dict[str, Counter[str]] = {}
    for item in report.scored:
        if item.question.kind == "answerable":
            first = item.question.topic.partition("/")[0]
            table.setdefault(first, Counter())[item.verdict] += 1
    return dict(sorted(table.items()))


def worst(report: Report, count: int) -> Sequence[Scored]:
    """The most confident wrong answers, then the questions missed with least reason."""
    bad = [item for item in report.scored if item.verdict in ("wrong", "missed")]
    return sorted(bad, key=lambda s: (s.verdict != "wrong", -s.decision.confidence))[:count]
