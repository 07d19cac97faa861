"""Owns how confidences are judged: reliability, calibration error, risk, thresholds."""

from collections.abc import Sequence

import numpy as np

from embeddings.choice_fit import Booleans
from embeddings.ranking import Floats
from embeddings.settings import Bin, Targets

BINS = 10
# A threshold that nothing reaches: where no other keeps the target.
CAUTIOUS = 0.99


def reliability(confidences: Floats, right: Booleans) -> tuple[Bin, ...]:
    """The questions by confidence, in bins of a tenth; bins without any are left out."""
    places = np.clip((confidences * BINS).astype(int), 0, BINS - 1)
    return tuple(
        Bin(
            low=at / BINS,
            count=int(mine.sum()),
            confidence=round(float(confidences[mine].mean()), 4),
            right=round(float(right[mine].mean()), 4),
        )
        for at in range(BINS)
        if (mine := places == at).any()
    )


def calibration_error(confidences: Floats, right: Booleans) -> float:
    """Expected calibration error: the mean distance of confidence and share right, by bin."""
    bins = reliability(confidences, right)
    total = max(1, sum(found.count for found in bins))
    return sum(found.count * abs(found.confidence - found.right) for found in bins) / total


def risk_coverage(confidences: Floats, right: Booleans) -> list[tuple[float, float, float]]:
    """For each confidence, highest first: itself, the share answered from it on, and the share
    of wrong ones among those.
    """
    order = np.argsort(-confidences, kind="stable")
    wrong = np.cumsum(~right[order]) / np.arange(1, len(order) + 1)
    coverage = np.arange(1, len(order) + 1) / max(1, len(order))
    found = zip(confidences[order], coverage, wrong, strict=True)
    return [(float(a), float(b), float(c)) for a, b, c in found]


def threshold_for(
    confidences: Floats, right: Booleans, no_answer: Booleans, wrong: float, targets: Targets
) -> float:
    """The lowest confidence from which both targets hold: `wrong` among the answers given, and
    the share of `no_answer` requests that get one.
    """
    order = np.argsort(-confidences, kind="stable")
    # Rounded up, and equal confidences together: what is given is what was counted.
    limits = np.unique(np.ceil(confidences * 1000) / 1000)
    given = np.searchsorted(-confidences[order], -limits, side="right")
    false = np.concatenate(([0], np.cumsum(~right[order])))[given]
    answered = np.concatenate(([0], np.cumsum(no_answer[order])))[given]
    most = targets.out_of_scope_answered * int(no_answer.sum())
    holding = limits[(given > 0) & (false <= wrong * given) & (answered <= most)]
    return min(CAUTIOUS, float(holding.min())) if len(holding) else CAUTIOUS


def mean_by(values: Sequence[float]) -> float:
    """The mean; 0 of nothing."""
    return sum(values) / len(values) if values else 0.0
