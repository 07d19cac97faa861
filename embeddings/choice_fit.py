"""Owns the fit of multinomial choice models, and of logistic regression to probabilities."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from embeddings.ranking import Floats

Booleans = npt.NDArray[np.bool_]
Features = npt.NDArray[np.floating[Any]]
Places = npt.NDArray[np.int64]

FOLDS = 5
SEED = 7
MOST_STEPS = 150


def fit_choice(
    features: Features, chosen: Booleans, importance: Floats, regularisation: float
) -> Floats:
    """Weights of the conditional logit: `features` (cases, alternatives, features), `chosen`
    (cases, alternatives) the right ones, at least one a case; `importance` (cases,).
    """
    width = features.shape[-1]
    flat = np.ascontiguousarray(features.reshape(-1, width), dtype=np.float32)
    spread = flat.std(axis=0).astype(float) + 1e-9
    shares = importance / importance.sum()

    def loss(weights: Floats) -> tuple[float, Floats]:
        utilities = (flat @ weights.astype(np.float32)).reshape(chosen.shape).astype(float)
        exponents = np.exp(utilities - utilities.max(axis=1, keepdims=True))
        right = exponents * chosen
        total, good = exponents.sum(axis=1), right.sum(axis=1) + 1e-300
        residual = exponents / total[:, None] - right / good[:, None]
        pull = (residual * shares[:, None]).astype(np.float32).ravel()
        gradient = (pull @ flat).astype(float)
        penalty = weights * spread**2
        value = float((shares * (np.log(total) - np.log(good))).sum())
        return (
            value + regularisation * float(weights @ penalty),
            gradient + 2 * regularisation * penalty,
        )

    start = np.zeros(width)
    options = {"maxiter": MOST_STEPS}
    found: Floats = minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x
    return found


def fit_logistic(
    values: Floats, labels: Booleans, importance: Floats, strength: float = 0.3
) -> tuple[float, Floats]:
    """Bias and weights for the raw values. `strength` is the inverse of the regularisation.

    Where all labels are the same nothing is told apart: the bias alone, short of certainty.
    """
    if labels.all() or not labels.any():
        share = (float(labels.sum()) + 1) / (len(labels) + 2)
        return float(np.log(share / (1 - share))), np.zeros(values.shape[1])
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-9
    model = LogisticRegression(C=strength, max_iter=1000)
    model.fit((values - mean) / spread, labels, sample_weight=importance)
    weights: Floats = model.coef_[0] / spread
    return float(model.intercept_[0] - weights @ mean), weights


def folds(count: int) -> npt.NDArray[np.int64]:
    """The fold of each case, the same at every run."""
    return np.random.RandomState(SEED).randint(0, FOLDS, count)


def out_of_fold(
    count: int, fit: Callable[[Places], Callable[[Places], Floats]], width: Sequence[int] = ()
) -> Floats:
    """The predictions for each case of the model fitted without its fold."""
    fold = folds(count)
    made = np.zeros((count, *width))
    for held in range(FOLDS):
        test = np.flatnonzero(fold == held)
        made[test] = fit(np.flatnonzero(fold != held))(test)
    return made


def sigmoid(logits: Floats) -> Floats:
    """The probabilities of log-odds."""
    made: Floats = 1.0 / (1.0 + np.exp(-np.clip(logits, -50, 50)))
    return made
