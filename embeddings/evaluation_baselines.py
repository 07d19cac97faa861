"""Owns the comparison with simpler systems, on the same questions and by the same rule."""

from collections.abc import Sequence
from dataclasses import dataclass

import bm25s
import numpy as np

from embeddings.choice_fit import FOLDS, Booleans, folds
from embeddings.encoder import Encoder, Vectors
from embeddings.evaluation_document import Section, Table, percent
from embeddings.evaluation_plots import risk_plot
from embeddings.evaluation_points import Given, Points, asked_alone, given
from embeddings.fitting import FAR_KINDS, Case, case_of
from embeddings.index import Index
from embeddings.labelled import Question
from embeddings.lexical import terms
from embeddings.passages import Passage
from embeddings.redirects import is_redirect
from embeddings.retriever import Retriever
from embeddings.settings import Targets


@dataclass(frozen=True)
class Predicted:
    """What a system would answer to each question: the target, "" for none, and its score."""

    name: str
    targets: Sequence[str]
    scores: Sequence[float]


@dataclass(frozen=True)
class NotRun:
    """A system that could not be asked, and why."""

    name: str
    reason: str


def cases_of(retriever: Retriever, questions: Sequence[Question]) -> list[Case]:
    """The questions that can be asked alone, each once, with the targets that are right."""
    alone = dict.fromkeys(question for question in questions if asked_alone(question))
    return [case_of(retriever, question) for question in alone]


def simple_systems(index: Index, encoder: Encoder, cases: Sequence[Case]) -> list[Predicted]:
    """BM25 and the nearest passage, each over entries alone and with the redirects as well."""
    texts = [case.question.text for case in cases]
    vectors = encoder.encode(texts)
    entries = [passage for passage in index.passages if not is_redirect(passage.entry_id)]
    kept = np.array([not is_redirect(passage.entry_id) for passage in index.passages])
    return [
        _lexical("BM25", entries, texts),
        _lexical("BM25, redirects too", index.passages, texts),
        _nearest("nearest passage", entries, vectors @ index.vectors[kept].T),
        _nearest("nearest passage, redirects too", index.passages, vectors @ index.vectors.T),
    ]


def _lexical(name: str, passages: Sequence[Passage], texts: Sequence[str]) -> Predicted:
    """The plain score: as a share of the possible, which the retriever uses, it orders questions
    less well by how sure one can be.
    """
    documents: dict[str, list[str]] = {}
    for passage in passages:
        documents.setdefault(passage.entry_id, []).extend(terms(passage.text))
    known = {term for document in documents.values() for term in document}
    bm25 = bm25s.BM25(k1=1.2, b=0.75)
    bm25.index(list(documents.values()), show_progress=False)
    targets, best, values = list(documents), [], []
    for text in texts:
        asked = sorted(set(terms(text)) & known)
        scores = bm25.get_scores(asked) if asked else np.zeros(len(targets))
        at = int(scores.argmax())
        best.append(targets[at] if scores[at] > 0 else "")
        values.append(float(scores[at]))
    return Predicted(name, best, values)


def _nearest(name: str, passages: Sequence[Passage], similar: Vectors) -> Predicted:
    best = similar.argmax(axis=1)
    scores = [float(row[at]) for row, at in zip(similar, best, strict=True)]
    return Predicted(name, [passages[at].entry_id for at in best], scores)


def points_of_system(predicted: Predicted, cases: Sequence[Case]) -> Points:
    """A redirect, or nothing found, is no answer however high its score."""
    right, scores = [], []
    for case, target, score in zip(cases, predicted.targets, predicted.scores, strict=True):
        is_answer = bool(target) and not is_redirect(target)
        known = case.evidence.targets
        hit = target in known and bool(case.right[known.index(target)])
        right.append(is_answer and case.question.is_answerable and hit)
        scores.append(score if is_answer else -np.inf)
    return Points(
        np.array(scores, dtype=float),
        np.array(right, dtype=bool),
        np.array([case.question.is_answerable for case in cases], dtype=bool),
        np.array([case.question.kind in FAR_KINDS for case in cases], dtype=bool),
        np.zeros(len(cases), dtype=bool),
    )


def lowest_threshold(points: Points, targets: Targets) -> float:
    """The lowest score from which both targets hold; infinite where none does."""
    order = np.argsort(-points.confidences, kind="stable")
    scores = points.confidences[order]
    answers = np.arange(1, len(order) + 1)
    wrong = np.cumsum(~points.right[order])
    outside = np.cumsum(~points.answerable[order])
    most = targets.out_of_scope_answered * int((~points.answerable).sum())
    # Equal scores stand or fall together.
    last = np.append(scores[1:] != scores[:-1], True) & np.isfinite(scores)
    holds = last & (wrong <= targets.wrong_among_answers * answers) & (outside <= most)
    return float(scores[np.flatnonzero(holds).max()]) if holds.any() else float("inf")


def cross_validated(points: Points, targets: Targets) -> Booleans:
    """What is answered when each fold gets the threshold chosen on the others."""
    fold = folds(len(points))
    answered = np.zeros(len(points), dtype=bool)
    for held in range(FOLDS):
        limit = lowest_threshold(points.where(fold != held), targets)
        answered |= (fold == held) & (points.confidences >= limit)
    return answered


def wrong_among_surest(points: Points, count: int) -> float:
    """The share of wrong ones among the `count` answers with the highest scores."""
    surest = np.argsort(-points.confidences, kind="stable")[:count]
    return float((~points.right[surest]).mean()) if len(surest) else 0.0


def comparison(
    systems: Sequence[tuple[str, Points]],
    ours_as_deployed: Sequence[Given],
    not_run: Sequence[NotRun],
    targets: Targets,
) -> Section:
    """The first of `systems` is ours."""
    made = [(given(p, cross_validated(p, targets), name), p) for name, p in systems]
    as_many = made[0][0].answers
    rows = [
        _row(row, _first(points), percent(wrong_among_surest(points, as_many)))
        for row, points in made
    ]
    rows += [_row(row, "", "") for row in ours_as_deployed]
    columns = (
        "system", "recall@1", "given", "right, of answerable", "wrong among given",
        "of the rest answered", f"wrong among its surest {as_many}",
    )  # fmt: skip
    note = (
        "One threshold a system, chosen by cross-validation for the same targets: "
        f"at most {targets.wrong_among_answers:.0%} wrong among the answers and "
        f"{targets.out_of_scope_answered:.0%} of the rest answered. The last rows are this "
        "retriever with the two thresholds it is deployed with. Choices are not counted."
    )
    curves = [(name, points.near.confidences, points.near.right) for name, points in systems]
    said = [f"{each.name} was not run: {each.reason}" for each in not_run]
    table = Table("The same questions, the same rule", columns, rows, note)
    return Section(
        "Beside simpler systems", said, [table], [risk_plot(curves, targets.wrong_among_answers)]
    )


def _first(points: Points) -> str:
    return f"{points.right.sum() / max(1, int(points.answerable.sum())):.3f}"


def _row(row: Given, first: str, as_many: str) -> list[str]:
    shares = map(percent, (row.right, row.wrong, row.outside))
    return [row.name, first, str(row.answers), *shares, as_many]
