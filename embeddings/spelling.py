"""Owns the mending of slips of the keyboard: words the content does not know, one letter off."""

import functools
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Mapping

from rapidfuzz.distance import OSA

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?", re.IGNORECASE)
SHORTEST_MENDED = 5
# From this length on two letters may be off.
LONG = 8


@functools.lru_cache(maxsize=200_000)
def _words_of(text: str) -> tuple[str, ...]:
    """Kept, for the next generation of the content shares nearly all its texts."""
    return tuple(_WORD.findall(text.lower()))


class Spelling:
    """Knows the words of the content and how often each is used."""

    def __init__(self, texts: Iterable[str]) -> None:
        counts = Counter(itertools.chain.from_iterable(map(_words_of, texts)))
        self._counts = counts
        self._by_start = _by_start(counts)

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
