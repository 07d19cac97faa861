"""Owns the fit of the confidence numbers on labelled questions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from embeddings.confidence import features
from embeddings.evaluation import NEAR_MISS, NO_ANSWER_KINDS, Question, answers_it
from embeddings.retriever import Retriever
from embeddings.settings import Confidence
from embeddings.tax_years import asked_tax_year

Weights = npt.NDArray[np.float64]

FOLDS = 10
SEED = 7
# Requests that have nothing to do with tax are many and easy: together they get this share.
NO_ANSWER_SHARE = 0.45
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
    rows, right, kinds = [], [], []
    for question in questions:
        if question.kind != "answerable" and question.kind not in NO_ANSWER_KINDS:
            continue
        candidates = retriever.search(question.text)
        year = asked_tax_year(question.text)
        first = candidates[0].entry_id
        markdown = retriever.answer(first, year).markdown
        rows.append(features(candidates))
        kinds.append(question.kind)
        right.append(question.kind == "answerable" and answers_it(question, first, markdown))
    x, y = np.array(rows), np.array(right)
    if min(y.sum(), len(y) - y.sum()) < FOLDS:
        raise ValueError(f"needs at least {FOLDS} questions answered right and {FOLDS} not")
    weights = _weights(kinds)
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
    return Fit(numbers, probabilities.tolist(), right, [kind == "answerable" for kind in kinds])


def _model() -> LogisticRegression:
    return LogisticRegression(C=INVERSE_REGULARISATION, max_iter=2000)


def _weights(kinds: Sequence[str]) -> Weights:
    """1 for questions about tax and near misses; the others together NO_ANSWER_SHARE of all."""
    far = np.array([kind in NO_ANSWER_KINDS and kind != NEAR_MISS for kind in kinds])
    near = int((~far).sum())
    share = near * NO_ANSWER_SHARE / (1 - NO_ANSWER_SHARE) / max(1, int(far.sum()))
    return np.where(far, share, 1.0)
