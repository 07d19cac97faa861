"""Owns the mending of slips of the keyboard: words the content does not know, one letter off."""

import functools
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from rapidfuzz.distance import OSA

from embeddings.word_counts import count_words

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?", re.IGNORECASE)
SHORTEST_MENDED = 5
# From this length on two letters may be off.
LONG = 8


@functools.lru_cache(maxsize=50_000)
def _words_of(texts: tuple[str, ...]) -> Counter[str]:
    """Kept, for the next generation of the content shares nearly all its documents."""
    return Counter(word for text in texts for word in _WORD.findall(text.lower()))


class Spelling:
    """Knows the words of the content and how often each is used."""

    def __init__(self, documents: Sequence[tuple[str, ...]]) -> None:
        """A document is several texts."""
        counted = count_words([_words_of(texts) for texts in documents])
        totals = counted.counts.sum(axis=0).astype(int).tolist()
        self._counts: Mapping[str, int] = dict(zip(counted.numbers, totals, strict=True))
        self._by_start = _by_start(self._counts)

    def mended(self, text: str) -> str:
        """The text with each unknown word replaced by the known one it was meant to be, if any."""
        return _WORD.sub(lambda match: self._mended_word(match[0]), text)

    def _mended_word(self, word: str) -> str:
        lowered = word.lower()
        if len(lowered) < SHORTEST_MENDED or lowered in self._counts:
            return word
        most = 2 if len(lowered) >= LONG else 1
        near = [
            (distance, -self._counts[known], known)
            for known in self._by_start.get(lowered[0], ())
            if abs(len(known) - len(lowered)) <= most
            and (distance := OSA.distance(lowered, known, score_cutoff=most)) <= most
        ]
        return min(near)[2] if near else word


def _by_start(counts: Mapping[str, int]) -> dict[str, list[str]]:
    """The words long enough to mend to, used twice or more: one use may be a slip itself."""
    grouped: dict[str, list[str]] = {}
    for word, count in counts.items():
        if len(word) >= SHORTEST_MENDED - 1 and count > 1:
            grouped.setdefault(word[0], []).append(word)
    return grouped
