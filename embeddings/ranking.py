"""Owns the ranking: what speaks for each entry and redirect, and its probability."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.encoder import Vectors
from embeddings.index import Index
from embeddings.lexical import LexicalIndex
from embeddings.passages import Passage
from embeddings.redirects import is_redirect
from embeddings.spelling import Spelling
from embeddings.tax_terms import TaxTerm, tax_terms

Floats = npt.NDArray[np.float64]

# What speaks for a target, in the order of the columns:
# `best`, `near`: cosine similarity of its nearest passage, and of its nearest three on average;
# `classifier`: logarithm of the probability the target classifier gives it;
# `words`: its BM25 score as a share of the best target's; `coverage`: as a share of the possible;
# `terms`: 1 when it holds every form, notice or plan named, -1 when none, 0 when none is named;
# `redirect`: 1 for a redirect.
FEATURES = ("best", "near", "classifier", "words", "coverage", "terms", "redirect")
# The columns the ranking weighs: on 3,900 questions the others added nothing to it. They serve the
# confidence.
RANKED = ("near", "classifier", "words", "terms", "redirect")
# Passages whose similarities are averaged: one near paraphrase may be chance.
NEAR_PASSAGES = 3


@dataclass(frozen=True)
class Evidence:
    """What speaks for every target of the index: `features` is (targets, FEATURES).

    `passages` holds the nearest passage of the targets that have one among those found.
    """

    targets: tuple[str, ...]
    features: Floats
    passages: Mapping[str, str]


@dataclass(frozen=True)
class RankingWeights:
    """One weight a feature of RANKED, and what speaks for "none of them": a constant, and the
    highest similarity found, which tells how near the question is to anything.
    """

    features: Mapping[str, float]
    none: float
    none_best: float

    @property
    def vector(self) -> Floats:
        return np.array([self.features.get(name, 0.0) for name in FEATURES])


class Ranker:
    """Gathers evidence from one index. Safe to use from several threads."""

    def __init__(self, index: Index, passages: int) -> None:
        """`passages` is how many nearest passages are looked at for one question."""
        self._index = index
        self._passages = passages
        self.targets = index.classifier.targets
        places = {target: at for at, target in enumerate(self.targets)}
        self._target_of = np.array([places[passage.entry_id] for passage in index.passages])
        self._redirects = np.array([float(is_redirect(target)) for target in self.targets])
        documents = _by_target(index.passages, self.targets)
        self._lexical = LexicalIndex(documents)
        self._spelling = Spelling(documents)
        self._terms = [_terms_of(texts) for texts in documents]

    def evidence(self, text: str, vector: Vectors) -> Evidence:
        """`vector` is the text's, shape (1, dimension)."""
        best, near, passages = self._similar(vector)
        mended = self._spelling.mended(text)
        coverage = self._lexical.shares(mended)
        words = coverage / max(coverage.max(), 1e-9)
        classified = self._index.classifier.log_probabilities(vector)[0].astype(float)
        columns = (
            best, near, classified, words, coverage, self._agreement(mended), self._redirects,
        )  # fmt: skip
        return Evidence(self.targets, np.stack(columns, axis=1), passages)

    def _similar(self, vector: Vectors) -> tuple[Floats, Floats, dict[str, str]]:
        hits = self._index.nearest.search(vector, self._passages)[0]
        scores = np.array([score for score, _ in hits])
        targets = self._target_of[[place for _, place in hits]]
        by_target = np.argsort(targets, kind="stable")  # and of each the best first
        first = np.flatnonzero(np.diff(targets[by_target], prepend=-1))
        passages = {
            self.targets[targets[at]]: self._index.passages[hits[at][1]].text
            for at in by_target[first]
        }
        # How many better ones each hit's target has among the hits.
        better = np.arange(len(hits)) - np.repeat(first, np.diff(first, append=len(hits)))
        kept = better < NEAR_PASSAGES
        floor = scores[-1]  # those not found are no nearer
        nearest = np.full((len(self.targets), NEAR_PASSAGES), floor)
        nearest[targets[by_target][kept], better[kept]] = scores[by_target][kept]
        return nearest[:, 0], nearest.mean(axis=1), passages

    def _agreement(self, text: str) -> Floats:
        named = _forms(text)
        if not named:
            return np.zeros(len(self.targets))
        return np.array([2 * len(named & held) / len(named) - 1 for held in self._terms])


def probabilities(evidence: Evidence, weights: RankingWeights) -> tuple[Floats, Floats, float]:
    """The utility and the probability of each target, and the probability of none of them.

    A multinomial choice: exactly one target, or none, is what the person needs.
    """
    utilities = evidence.features @ weights.vector
    none = weights.none + weights.none_best * float(evidence.features[:, 0].max())
    top = max(float(utilities.max()), none)
    exponents = np.exp(utilities - top)
    total = float(exponents.sum()) + float(np.exp(none - top))
    return utilities, exponents / total, float(np.exp(none - top)) / total


def _forms(text: str) -> frozenset[TaxTerm]:
    return frozenset(term for term in tax_terms(text) if term.kind != "status")


def _by_target(passages: Sequence[Passage], targets: Sequence[str]) -> list[tuple[str, ...]]:
    grouped: dict[str, list[str]] = {target: [] for target in targets}
    for passage in passages:
        grouped[passage.entry_id].append(passage.text)
    return list(map(tuple, grouped.values()))


@functools.lru_cache(maxsize=50_000)
def _terms_of(texts: tuple[str, ...]) -> frozenset[TaxTerm]:
    return frozenset().union(*map(_forms, texts))
