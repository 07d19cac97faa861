"""Owns the evaluation of the retriever: what labelled questions get, and whether that is right."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from embeddings.decision import Decision
from embeddings.follow_ups import Context, next_context
from embeddings.labelled import (
    NO_ANSWER_KINDS,
    REDIRECTED_KINDS,
    Question,
    answers_it,
    holds_key_facts,
)
from embeddings.retriever import Retriever

Verdict = Literal["right", "partly", "right_in_choices", "missed", "wrong"]
# In the order of the tables, with their headings. `partly`: one answer where two were asked for.
VERDICTS: Mapping[Verdict, str] = {
    "right": "right",
    "partly": "one of two",
    "right_in_choices": "choice holds it",
    "missed": "missed",
    "wrong": "wrong",
}
ANSWERED_KINDS = ("answerable", "follow_up")
# What hands a message on that only staff can settle.
_HANDED_ON = {"account": {"account", "person", "unanswered"}}
ANSWER_TOO = "answer_or_handoff"


@dataclass(frozen=True)
class Scored:
    """A question, what was decided, and how that compares with its label.

    `rank` is the place, from 1, of the first candidate that answers it. `high_risk`: the entry
    given, or else the best found, is one.
    """

    question: Question
    decision: Decision
    verdict: Verdict
    rank: int | None
    high_risk: bool = False

    @property
    def is_given(self) -> bool:
        return self.decision.outcome == "answered"


@dataclass
class Report:
    """All questions of a run; `left_out` counts, by kind, those that only the whole assistant can
    be asked.
    """

    scored: list[Scored] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    @property
    def kinds(self) -> Sequence[str]:
        return list(dict.fromkeys(kind_of(item.question) for item in self.scored))

    def of_kind(self, kind: str) -> list[Scored]:
        return [item for item in self.scored if kind_of(item.question) == kind]

    def verdicts(self, kind: str) -> Counter[str]:
        return Counter(item.verdict for item in self.of_kind(kind))

    def outcomes(self, kind: str) -> Counter[str]:
        return Counter(item.decision.outcome for item in self.of_kind(kind))

    def recall_at(self, k: int, kind: str = "answerable") -> float:
        ranks = [item.rank for item in self.of_kind(kind)]
        return share(rank is not None and rank <= k for rank in ranks)

    def mean_reciprocal_rank(self, kind: str = "answerable") -> float:
        ranks = [item.rank for item in self.of_kind(kind)]
        return sum(1 / rank for rank in ranks if rank is not None) / max(1, len(ranks))

    @property
    def given(self) -> list[Scored]:
        return [item for item in self.scored if item.is_given]

    @property
    def given_high_risk(self) -> list[Scored]:
        return [item for item in self.given if item.high_risk]


TWO_QUESTIONS = "two questions"


def kind_of(question: Question) -> str:
    """The kind as the tables show it."""
    return TWO_QUESTIONS if question.is_double else question.kind


def share(flags: Iterable[bool]) -> float:
    """The share that is true; 0 of none."""
    counted = list(flags)
    return sum(counted) / max(1, len(counted))


def wrong_share(given: Sequence[Scored]) -> float:
    return share(item.verdict == "wrong" for item in given)


def evaluate(
    retriever: Retriever,
    questions: Iterable[Question],
    track: Callable[[Iterable[Question]], Iterable[Question]] = iter,
) -> Report:
    """Asks every question, after those of its context."""
    report = Report()
    for question in track(questions):
        if question.kind in ANSWERED_KINDS or question.kind in REDIRECTED_KINDS:
            report.scored.append(score(retriever, question))
        else:
            report.left_out[question.kind] += 1
    return report


def score(retriever: Retriever, question: Question) -> Scored:
    decision = retriever.ask(question.text, context_of(retriever, question.context))
    entries = decision.entries or tuple(c.entry_id for c in decision.candidates[:1])
    high = any(retriever.corpus.entries[entry].risk == "high" for entry in entries[:1])

    def holds(entry_id: str) -> bool:
        answer = retriever.answer(entry_id, decision.tax_year)
        return answers_it(question, entry_id, answer.markdown)

    if question.kind in REDIRECTED_KINDS:
        return Scored(question, decision, _redirected(retriever, question, decision), None, high)
    ranks = (at for at, found in enumerate(decision.candidates, 1) if holds(found.entry_id))
    verdict = _two(question, decision) if question.is_double else _one(decision, holds)
    return Scored(question, decision, verdict, next(ranks, None), high)


def context_of(retriever: Retriever, turns: Sequence[str]) -> Context | None:
    """What is remembered after the turns."""
    context: Context | None = None
    for turn in turns:
        context = next_context(context, turn, retriever.ask(turn, context))
    return context


def _redirected(retriever: Retriever, question: Question, decision: Decision) -> Verdict:
    wanted = REDIRECTED_KINDS[question.kind]
    if decision.outcome == "answered":
        texts = [retriever.answer(e, decision.tax_year).markdown for e in decision.entries]
        told = question.expect == ANSWER_TOO and bool(question.must)
        is_right = told and holds_key_facts(question, "\n".join(texts))
        return "right" if is_right else "wrong"
    if question.kind in NO_ANSWER_KINDS:
        return "right"
    return "right" if decision.outcome in _HANDED_ON.get(wanted, {wanted}) else "missed"


def _one(decision: Decision, holds: Callable[[str], bool]) -> Verdict:
    if decision.outcome == "answered":
        return "right" if any(map(holds, decision.entries)) else "wrong"
    if decision.outcome == "choices" and any(map(holds, decision.entries)):
        return "right_in_choices"
    return "missed"


def _two(question: Question, decision: Decision) -> Verdict:
    wanted, found = set(question.entries), set(decision.entries)
    if decision.outcome == "answered":
        if found == wanted:
            return "right"
        return "partly" if found < wanted else "wrong"
    return "right_in_choices" if decision.outcome == "choices" and found & wanted else "missed"


def by_topic(report: Report) -> Mapping[str, Counter[str]]:
    """Verdicts of questions with an answer, by the first part of their topic."""
    table: dict[str, Counter[str]] = {}
    for item in report.scored:
        if item.question.kind in ANSWERED_KINDS:
            first = item.question.topic.partition("/")[0]
            table.setdefault(first, Counter())[item.verdict] += 1
    return dict(sorted(table.items()))


def worst(report: Report, count: int) -> Sequence[Scored]:
    """The most confident wrong answers, then the questions missed with least reason."""
    bad = [item for item in report.scored if item.verdict in ("wrong", "missed")]
    return sorted(bad, key=lambda s: (s.verdict != "wrong", -s.decision.confidence))[:count]
