"""Owns the evaluation of the retriever on labelled questions."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

import yaml

from embeddings.decision import Decision
from embeddings.retriever import Retriever

# Typographic forms of characters, folded before an answer is compared with its key facts.
_FOLD = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "‑": "-", "–": "-", "\u00a0": " "})

Verdict = Literal["right", "right_in_choices", "missed", "wrong"]
NEAR_MISS = "near_miss"
NO_ANSWER_KINDS = frozenset({"out_of_scope", "other", "oos", NEAR_MISS})


class EvaluationFileError(ValueError):
    """The file of labelled questions cannot be read; the message names the line."""


@dataclass(frozen=True)
class Question:
    """A labelled question.

    Right is the answer of `entry`, or where that is None one with the key facts: at least one
    text of each `must` group. `near_miss` sounds like a question of the corpus and is none.
    """

    id: str
    text: str
    kind: str
    topic: str
    must: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()
    entry: str | None = None


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


def read_questions(path: Path) -> list[Question]:
    """Reads a JSON Lines file, or a YAML file of held-out questions as in tests/knowledge/.

    A JSON line needs `text` and `kind` (or `group`). Raises EvaluationFileError.
    """
    if path.suffix in (".yml", ".yaml"):
        return _held_out(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_labelled(path, at, line) for at, line in enumerate(lines, 1) if line.strip()]


def _labelled(path: Path, number: int, line: str) -> Question:
    try:
        row = json.loads(line)
        return Question(
            id=str(row.get("id", number)),
            text=row["text"],
            kind=row.get("kind") or row["group"],
            topic=row.get("topic") or row.get("intent", ""),
            must=tuple(tuple(group) for group in row.get("must", ())),
            must_not=tuple(row.get("must_not", ())),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"{path}:{number}: needs a JSON object with text and kind ({error})"
        raise EvaluationFileError(message) from error


def _held_out(path: Path) -> list[Question]:
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))["questions"]
        return [
            Question(
                id=f"{path.stem}-{number}",
                text=row["text"],
                kind=NEAR_MISS if row["entry"] is None else "answerable",
                topic=path.stem,
                entry=row["entry"],
            )
            for number, row in enumerate(rows, 1)
        ]
    except (yaml.YAMLError, KeyError, TypeError) as error:
        message = f"{path}: needs questions, each with text and entry ({error})"
        raise EvaluationFileError(message) from error


def answers_it(question: Question, entry_id: str, answer: str) -> bool:
    """Whether an entry, with its answer's text, answers the question."""
    if question.entry is not None:
        return question.entry == entry_id
    return holds_key_facts(question, answer)


def holds_key_facts(question: Question, answer: str) -> bool:
    """Whether the answer has a text of every `must` group and none of `must_not`."""
    folded = answer.translate(_FOLD)
    return all(any(_found(text, folded) for text in group) for group in question.must) and not any(
        _found(text, folded) for text in question.must_not
    )


def _found(pattern: str, text: str) -> bool:
    if len(pattern) > 2 and pattern[0] == pattern[-1] == "/":
        return re.search(pattern[1:-1], text, re.IGNORECASE) is not None
    return pattern.lower() in text.lower()


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
