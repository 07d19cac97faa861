"""Owns the target classifier: which entry or redirect a vector belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from embeddings.encoder import Vectors

Floats = npt.NDArray[np.float64]

# Chosen on held-out questions among 1, 2, 5, 10 and 20.
INVERSE_REGULARISATION = 5.0
MOST_STEPS = 30
FEW_STEPS = 20


@dataclass(frozen=True)
class TargetClassifier:
    """Multinomial logistic regression. `weights` is (targets, dimension + 1), the bias last."""

    targets: tuple[str, ...]
    weights: npt.NDArray[np.float32]

    def log_probabilities(self, vectors: Vectors) -> npt.NDArray[np.float32]:
        """Shape (rows, targets): the logarithm of each target's probability."""
        scores = vectors @ self.weights[:, :-1].T + self.weights[:, -1]
        highest = scores.max(axis=1, keepdims=True)
        total = np.log(np.exp(scores - highest).sum(axis=1, keepdims=True))
        logs: npt.NDArray[np.float32] = (scores - highest - total).astype(np.float32)
        return logs


def train_classifier(
    vectors: Vectors,
    labels: Sequence[str],
    older: TargetClassifier | None = None,
    changed: frozenset[str] = frozenset(),
) -> TargetClassifier:
    """Fits the weights of all targets, or with `older` those of the `changed` ones alone.

    Targets that `older` lacks count as changed; those that are gone are left out. Weights that
    stay are held fixed, which makes an edit cheap: of the order of the targets changed.
    """
    targets = tuple(dict.fromkeys(labels))
    places = {target: at for at, target in enumerate(targets)}
    weights = np.zeros((len(targets), vectors.shape[1] + 1), dtype=np.float32)
    to_fit = np.arange(len(targets))
    if older is not None:
        kept = {target: at for at, target in enumerate(older.targets)}
        for target, at in places.items():
            if target in kept:
                weights[at] = older.weights[kept[target]]
        to_fit = np.array(
            [at for target, at in places.items() if target in changed or target not in kept], int
        )
    if len(to_fit):
        label_places = np.array([places[label] for label in labels])
        steps = MOST_STEPS if older is None else FEW_STEPS
        weights[to_fit] = _fit(vectors, label_places, weights, to_fit, steps)
    return TargetClassifier(targets, weights)


def _fit(
    vectors: Vectors,
    labels: npt.NDArray[np.int64],
    weights: npt.NDArray[np.float32],
    rows: npt.NDArray[np.int64],
    steps: int,
) -> npt.NDArray[np.float32]:
    """The weights of `rows` that minimise the cross-entropy, all others held."""
    with_bias = np.hstack([vectors, np.ones((len(vectors), 1), dtype=np.float32)])
    held = np.setdiff1d(np.arange(len(weights)), rows)
    others, highest = _held_part(with_bias @ weights[held].T)
    place = np.full(len(weights), -1)
    place[rows] = np.arange(len(rows))
    mine = np.flatnonzero(place[labels] >= 0)
    columns = place[labels[mine]]
    shape = (len(rows), with_bias.shape[1])

    def loss(flat: Floats) -> tuple[float, Floats]:
        fitted = flat.reshape(shape).astype(np.float32)
        scores = with_bias @ fitted.T
        top = np.maximum(scores.max(axis=1), highest)
        exponents = np.exp(scores - top[:, None])
        total = exponents.sum(axis=1) + others * np.exp(highest - top)
        # Where a passage belongs to a held target, its own score is constant: left out.
        entropy = float((np.log(total) + top).sum() - scores[mine, columns].sum())
        exponents /= total[:, None]
        exponents[mine, columns] -= 1.0
        gradient = (exponents.T @ with_bias).astype(np.float64)
        penalty = fitted[:, :-1].astype(np.float64)
        gradient[:, :-1] += penalty / INVERSE_REGULARISATION
        return entropy + float((penalty**2).sum()) / (2 * INVERSE_REGULARISATION), gradient.ravel()

    start = weights[rows].astype(np.float64).ravel()
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": steps})
    fitted: npt.NDArray[np.float32] = found.x.reshape(shape).astype(np.float32)
    return fitted


def _held_part(
    scores: npt.NDArray[np.float32],
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """For each passage the sum of exponents of the held targets, and the highest score of them."""
    if scores.shape[1] == 0:
        zeros = np.zeros(len(scores), dtype=np.float32)
        return zeros, np.full(len(scores), -1e9, dtype=np.float32)
    highest = scores.max(axis=1)
    return np.exp(scores - highest[:, None]).sum(axis=1), highest
