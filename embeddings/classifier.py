"""Owns the target classifier: which entry or redirect a vector belongs to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from embeddings.encoder import Vectors

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

# Chosen on held-out questions among 1, 2, 5, 10 and 20.
INVERSE_REGULARISATION = 5.0
# Of learning everything, and of learning what changed: that ends as well when a step gains less
# than this share, after which scores move by some hundredths.
WHOLE: Mapping[str, float] = {"maxiter": 30}
EDIT: Mapping[str, float] = {"maxiter": 20, "ftol": 1e-5}
# Scores held at once, 4 bytes each: what has more passages and targets is taken in parts.
MOST_SCORES = 50_000_000
# Where the targets to learn make up more of a passage's sum, what is left of it is summed anew:
# as a difference it would be inexact.
MOST_TAKEN_AWAY = 0.5


@dataclass(frozen=True)
class TargetClassifier:
    """Multinomial logistic regression. `weights` is (targets, dimension + 1), the bias last.

    `totals` holds, for each passage learned from, the logarithm of the sum of its exponents over
    all targets: what an edit needs to know of those it leaves alone. Empty: not kept.
    """

    targets: tuple[str, ...]
    weights: npt.NDArray[np.float32]
    totals: Floats = field(default_factory=lambda: np.empty(0))

    def log_probabilities(self, vectors: Vectors) -> npt.NDArray[np.float32]:
        """Shape (rows, targets): the logarithm of each target's probability."""
        scores = _scores(vectors, self.weights)
        highest = scores.max(axis=1, keepdims=True)
        total = np.log(np.exp(scores - highest).sum(axis=1, keepdims=True))
        logs: npt.NDArray[np.float32] = (scores - highest - total).astype(np.float32)
        return logs


@dataclass(frozen=True)
class Learned:
    """What a classifier learned before, of which most still holds.

    `places` says where each passage of now was then, -1 for a new one; `changed` are the targets
    with other passages than then.
    """

    classifier: TargetClassifier
    places: Places
    changed: frozenset[str] = frozenset()


def train_classifier(
    vectors: Vectors, labels: Sequence[str], before: Learned | None = None
) -> TargetClassifier:
    """Fits the weights of all targets, or with `before` those of the changed ones alone.

    Targets not known before count as changed; those that are gone are left out. Weights that
    stay are held fixed, which makes an edit cheap: of the order of the targets changed.
    """
    targets = tuple(dict.fromkeys(labels))
    places = {target: at for at, target in enumerate(targets)}
    weights = np.zeros((len(targets), vectors.shape[1] + 1), dtype=np.float32)
    is_held = np.zeros(len(targets), dtype=bool)
    others = np.full(len(vectors), -np.inf)
    if before is not None:
        is_left = np.ones(len(before.classifier.targets), dtype=bool)
        for at, target in enumerate(before.classifier.targets):
            if target in places:
                weights[places[target]] = before.classifier.weights[at]
                is_held[places[target]] = target not in before.changed
                is_left[at] = target in before.changed
        others = _held_totals(vectors, weights[is_held], before, is_left)
    to_fit = np.flatnonzero(~is_held)
    if len(to_fit):
        label_places = np.array([places[label] for label in labels])
        options = WHOLE if before is None else EDIT
        weights[to_fit] = _fit(vectors, label_places, weights, to_fit, others, options)
    totals = np.logaddexp(others, _totals(vectors, weights[to_fit]))
    return TargetClassifier(targets, weights, totals)


def _held_totals(
    vectors: Vectors,
    held: npt.NDArray[np.float32],
    before: Learned,
    is_left: npt.NDArray[np.bool_],
) -> Floats:
    """For each passage the logarithm of the sum of exponents over the weights `held`.

    It is what all targets added up to before, less what was added by those that are left.
    """
    known = before.classifier
    if not len(known.totals):
        return _totals(vectors, held)
    totals = known.totals[before.places]
    taken = np.exp(_totals(vectors, known.weights[is_left]) - totals)
    anew = (before.places < 0) | (taken > MOST_TAKEN_AWAY)
    totals += np.log1p(-np.where(anew, 0.0, taken))
    totals[anew] = _totals(vectors[anew], held)
    return totals


def _fit(
    vectors: Vectors,
    labels: Places,
    weights: npt.NDArray[np.float32],
    rows: Places,
    others: Floats,
    options: Mapping[str, float],
) -> npt.NDArray[np.float32]:
    """The weights of `rows` that minimise the cross-entropy, all others held.

    `others` is the logarithm of what those add to the sum of each passage.
    """
    place = np.full(len(weights), -1)
    place[rows] = np.arange(len(rows))
    columns = place[labels]
    held = others.astype(np.float32)
    shape = (len(rows), weights.shape[1])

    def loss(flat: Floats) -> tuple[float, Floats]:
        fitted = flat.reshape(shape).astype(np.float32)
        penalty = fitted[:, :-1].astype(np.float64)
        entropy = float((penalty**2).sum()) / (2 * INVERSE_REGULARISATION)
        gradient = np.zeros(shape)
        gradient[:, :-1] += penalty / INVERSE_REGULARISATION
        for part in _parts(len(vectors), len(rows)):
            added, slope = _entropy(vectors[part], columns[part], fitted, held[part])
            entropy += added
            gradient += slope
        return entropy, gradient.ravel()

    start = weights[rows].astype(np.float64).ravel()
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options=dict(options))
    fitted: npt.NDArray[np.float32] = found.x.reshape(shape).astype(np.float32)
    return fitted


def _entropy(
    vectors: Vectors,
    columns: Places,
    weights: npt.NDArray[np.float32],
    others: npt.NDArray[np.float32],
) -> tuple[float, npt.NDArray[np.float32]]:
    """The cross-entropy of some passages and its slope. A column of -1: of none of the weights."""
    mine = np.flatnonzero(columns >= 0)
    scores = _scores(vectors, weights)
    top = np.maximum(scores.max(axis=1), others)
    exponents = np.exp(scores - top[:, None])
    total = exponents.sum(axis=1) + np.exp(others - top)
    # What the held targets add is constant, and would drown the rest: left out. So is the score
    # of a passage's own target where that is held.
    constant = np.where(np.isneginf(others), 0, others)
    entropy = float((np.log(total) + (top - constant)).sum(dtype=np.float64))
    entropy -= float(scores[mine, columns[mine]].sum(dtype=np.float64))
    exponents /= total[:, None]
    exponents[mine, columns[mine]] -= 1.0
    return entropy, np.column_stack([exponents.T @ vectors, exponents.sum(axis=0)])


def _scores(vectors: Vectors, weights: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Shape (rows, targets)."""
    scores = vectors @ weights[:, :-1].T
    scores += weights[:, -1]
    return scores


def _totals(vectors: Vectors, weights: npt.NDArray[np.float32]) -> Floats:
    """For each passage the logarithm of the sum of the targets' exponents; -inf without any."""
    totals = np.full(len(vectors), -np.inf)
    for part in _parts(len(vectors), len(weights)) if len(weights) else ():
        scores = _scores(vectors[part], weights)
        top = scores.max(axis=1)
        totals[part] = top + np.log(np.exp(scores - top[:, None]).sum(axis=1))
    return totals


def _parts(passages: int, targets: int) -> list[slice]:
    step = max(MOST_SCORES // max(targets, 1), 1)
    return [slice(start, start + step) for start in range(0, passages, step)]
