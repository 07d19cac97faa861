"""Owns lexical search: BM25 over the words of entries, with tax terms written one way."""

import functools
import itertools
import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import Stemmer

from embeddings.tax_terms import with_terms_joined
from embeddings.word_counts import count_words

Floats = npt.NDArray[np.float64]

K1, B = 1.2, 0.75
_WORD = re.compile(r"[a-z0-9]+")
_STOP_WORDS = frozenset(
    _WORD.findall(
        "a an the of to in on for and or is are was be do does did i my me we our you your it its"
        " this that they them their he his she her if as at by from with can could would should"
        " will what when where how why who which has have had not no so am im"
    )
)


def terms(text: str) -> list[str]:
    """The stemmed words of a text, tax terms joined, words without meaning dropped."""
    joined = with_terms_joined(text).lower().replace("\u2019", "'")
    words = [word for word in _WORD.findall(joined) if word not in _STOP_WORDS]
    stems: list[str] = Stemmer.Stemmer("english").stemWords(words)
    return stems


@functools.lru_cache(maxsize=50_000)
def _counted(texts: tuple[str, ...]) -> Counter[str]:
    """Kept, for the next generation of the content shares nearly all its documents."""
    return Counter(itertools.chain.from_iterable(map(terms, texts)))


class LexicalIndex:
    """BM25, as Lucene has it, over documents of several texts each. Read only."""

    def __init__(self, documents: Sequence[tuple[str, ...]]) -> None:
        counted = count_words([_counted(texts) for texts in documents])
        counts, self._numbers = counted.counts, counted.numbers
        total, found = len(documents), np.diff(counts.indptr)
        self._weights = np.log1p((total - found + 0.5) / (found + 0.5))
        # A word no entry holds weighs as much as the rarest: it is missing everywhere.
        self._unknown_weight = math.log1p((total + 0.5) / 0.5)
        lengths = counts.sum(axis=1)
        average = max(float(lengths.sum()), 1.0) / max(total, 1)
        rooms = K1 * (1 - B + B * lengths / average)
        counts.data /= counts.data + rooms[counts.indices]
        counts.data *= np.repeat(self._weights, found)
        self._scores = counts

    def shares(self, text: str) -> Floats:
        """For each document its BM25 score as a share of the best possible.

        The share is between 0 (no word) and 1 (every word, often).
        """
        asked = set(terms(text))
        known = [self._numbers[term] for term in asked if term in self._numbers]
        scores = np.zeros(self._scores.shape[0])
        for number in known:
            held = slice(*self._scores.indptr[number : number + 2])
            scores[self._scores.indices[held]] += self._scores.data[held]
        unknown = (len(asked) - len(known)) * self._unknown_weight
        possible = float(self._weights[known].sum()) + unknown
        return scores / possible if known else scores
