"""Owns lexical search: BM25 over the words of entries, with tax terms written one way."""

import functools
import math
import re
from collections import Counter
from collections.abc import Sequence

import bm25s
import numpy as np
import Stemmer

from embeddings.index import Passage
from embeddings.tax_terms import with_terms_joined

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


@functools.lru_cache(maxsize=200_000)
def _terms_of_passage(text: str) -> tuple[str, ...]:
    """Kept, for the next generation of the content shares nearly all its passages."""
    return tuple(terms(text))


class LexicalIndex:
    """BM25 over one document an entry: all its passages. Read only."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        documents: dict[str, list[str]] = {}
        for passage in passages:
            documents.setdefault(passage.entry_id, []).extend(_terms_of_passage(passage.text))
        self._entry_ids = list(documents)
        self._bm25 = bm25s.BM25(k1=1.2, b=0.75)
        self._bm25.index(list(documents.values()), show_progress=False)
        counts = Counter(term for document in documents.values() for term in set(document))
        total = len(documents)
        self._weights = {
            term: math.log(1 + (total - count + 0.5) / (count + 0.5))
            for term, count in counts.items()
        }
        # A word no entry holds weighs as much as the rarest: it is missing everywhere.
        self._unknown_weight = math.log(1 + (total + 0.5) / 0.5)

    def scores(self, text: str) -> dict[str, float]:
        """For each entry with a word of the text, its BM25 score as a share of the best possible.

        The share is between 0 (no word) and 1 (every word, often).
        """
        asked = set(terms(text))
        known = [term for term in asked if term in self._weights]
        if not known:
            return {}
        possible = sum(self._weights.get(term, self._unknown_weight) for term in asked)
        scores = self._bm25.get_scores(known)
        return {
            self._entry_ids[at]: float(scores[at]) / possible for at in np.flatnonzero(scores > 0)
        }
