"""Owns the confidence: the calibrated probability that the best entry answers the question."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from embeddings.ranking import Evidence, Floats, RankingWeights, probabilities
from embeddings.settings import Confidence

# What the confidence is made from, for the best entry:
# `logit`: log-odds of its probability among all targets; `lead`: its utility less the second's;
# `best`, `coverage`, `classifier`: as in the evidence;
# `redirects`, `none`: logarithm of the probability of a redirect, and of nothing;
# `agreement`: 1 when the nearest entry by meaning is the best by words too; `length`: of the text.
CONFIDENCE_FEATURES = (
    "logit", "lead", "best", "coverage", "classifier", "redirects", "none", "agreement", "length",
)  # fmt: skip
_SMALLEST = 1e-6


@dataclass(frozen=True)
class Candidate:
    """An entry found for a question.

    `probability` is that of the choice among all entries and redirects, `score` the utility it
    comes from, which orders the candidates. `best` and `near` are the cosine similarities of its
    nearest passage and of its nearest three on average; `lexical` is the share of the question's
    words it holds (0 to 1).
    """

    entry_id: str
    score: float
    best: float
    near: float
    lexical: float
    passage: str
    probability: float = 0.0


@dataclass(frozen=True)
class Ranked:
    """What was found for one text: entries, best first; redirects with their probabilities."""

    candidates: tuple[Candidate, ...]
    redirects: Mapping[str, float]
    confidence: float


def rank(
    evidence: Evidence, text: str, weights: RankingWeights, numbers: Confidence, most: int
) -> Ranked:
    """The ranking and its confidence; `most` is how many entries are kept."""
    utilities, shares, none = probabilities(evidence, weights)
    entries = entry_places(evidence)
    order = entries[np.argsort(-utilities[entries], kind="stable")]
    candidates = tuple(_candidate(evidence, at, utilities, shares) for at in order[:most])
    redirects = {
        evidence.targets[at]: float(shares[at]) for at in np.flatnonzero(evidence.features[:, -1])
    }
    values = confidence_features(evidence, text, utilities, shares, none)
    return Ranked(candidates, redirects, confidence_of(values, numbers))


def confidence_of(
    values: Floats, numbers: Confidence, names: Sequence[str] = CONFIDENCE_FEATURES
) -> float:
    """The probability that logistic regression makes of features in the order of their names."""
    weights = np.array([numbers.features[name] for name in names])
    logit = numbers.bias + float(values @ weights)
    return 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, logit))))


def confidence_features(
    evidence: Evidence, text: str, utilities: Floats, shares: Floats, none: float
) -> Floats:
    """The values of CONFIDENCE_FEATURES for the entry of the highest utility."""
    entries = entry_places(evidence)
    order = entries[np.argsort(-utilities[entries], kind="stable")]
    first, second = order[0], order[min(1, len(order) - 1)]
    best, _, classified, words, coverage, *_ = evidence.features.T
    share = min(max(float(shares[first]), _SMALLEST), 1 - _SMALLEST)
    others = max(0.0, 1.0 - float(shares[entries].sum()) - none)
    return np.array(
        [
            math.log(share / (1 - share)),
            utilities[first] - utilities[second],
            best[first],
            coverage[first],
            classified[first],
            math.log(others + _SMALLEST),
            math.log(none + _SMALLEST),
            float(entries[np.argmax(best[entries])] == entries[np.argmax(words[entries])]),
            math.log(1 + len(text.split())),
        ]
    )


def entry_places(evidence: Evidence) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Where the entries stand among the targets."""
    return np.flatnonzero(evidence.features[:, -1] == 0)


def _candidate(evidence: Evidence, at: int, utilities: Floats, shares: Floats) -> Candidate:
    target = evidence.targets[at]
    best, near, _, _, coverage, *_ = map(float, evidence.features[at])
    passage = evidence.passages.get(target, "")
    score, share = float(utilities[at]), float(shares[at])
    return Candidate(target, score, best, near, coverage, passage, share)
