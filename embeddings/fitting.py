"""Owns the fit of the confidence numbers on labelled questions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from embeddings.confidence import features
from embeddings.evaluation import NO_ANSWER_KINDS, Question, holds_key_facts
from embeddings.retriever import Retriever
from embeddings.settings import Confidence
from embeddings.tax_years import asked_tax_year

FOLDS = 10
SEED = 7
# Requests that have nothing to do with tax are many and easy: together they get half the weight.
NO_ANSWER_SHARE = 0.5
# Four features between 0 and 1: hardly any regularisation is needed, or wanted.
INVERSE_REGULARISATION = 1000.0


@dataclass(frozen=True)
class Fit:
    """The fitted numbers, and out-of-fold probabilities with their labels for a report.

    `right[i]` tells whether the first candidate of question i answers it; `answerable[i]`
    whether any could.
    """

    numbers: Confidence
    probabilities: Sequence[float]
    right: Sequence[bool]
    answerable: Sequence[bool]


def fit(retriever: Retriever, questions: Sequence[Question]) -> Fit:
    """Fits the logistic regression with cross-validation. Raises ValueError with too few."""
    rows, right, answerable = [], [], []
    for question in questions:
        if question.kind != "answerable" and question.kind not in NO_ANSWER_KINDS:
            continue
        candidates = retriever.search(question.text)
        year = asked_tax_year(question.text)
        markdown = retriever.answer(candidates[0].entry_id, year).markdown
        rows.append(features(candidates))
        answerable.append(question.kind == "answerable")
        right.append(answerable[-1] and holds_key_facts(question, markdown))
    x, y = np.array(rows), np.array(right)
    if min(y.sum(), len(y) - y.sum()) < FOLDS:
        raise ValueError(f"needs at least {FOLDS} questions answered right and {FOLDS} not")
    weights = _weights(np.array(answerable))
    probabilities = np.zeros(len(y))
    for train, test in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(x, y):
        model = _model()
        model.fit(x[train], y[train], sample_weight=weights[train])
        probabilities[test] = model.predict_proba(x[test])[:, 1]
    model = _model().fit(x, y, sample_weight=weights)
    best, near, lexical, margin = (round(float(weight), 2) for weight in model.coef_[0])
    numbers = Confidence(
        bias=round(float(model.intercept_[0]), 2),
        best=best,
        near=near,
        lexical=lexical,
        margin=margin,
    )
    return Fit(numbers, probabilities.tolist(), right, answerable)


def _model() -> LogisticRegression:
    return LogisticRegression(C=INVERSE_REGULARISATION, max_iter=2000)


def _weights(answerable: "np.typing.NDArray[np.bool_]") -> "np.typing.NDArray[np.float64]":
    others = max(1, int((~answerable).sum()))
    wanted = answerable.sum() * NO_ANSWER_SHARE / (1 - NO_ANSWER_SHARE)
    return np.where(answerable, 1.0, wanted / others)
