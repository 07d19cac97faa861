"""Owns how long a question takes, by stage."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from embeddings.encoder import Encoder, Vectors
from embeddings.ranking import Evidence
from embeddings.retriever import Retriever

# As many as tell p95; more would only take longer.
MOST_TIMED = 300


class TimedEncoder:
    """An encoder whose `seconds` say how long it has taken in all."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.seconds = 0.0

    @property
    def name(self) -> str:
        return self._encoder.name

    def encode(self, texts: Sequence[str]) -> Vectors:
        started = time.perf_counter()
        vectors = self._encoder.encode(texts)
        self.seconds += time.perf_counter() - started
        return vectors


@dataclass
class Timings:
    """Seconds a question, by stage."""

    encode: list[float] = field(default_factory=list)
    search: list[float] = field(default_factory=list)
    rank: list[float] = field(default_factory=list)

    @property
    def stages(self) -> dict[str, list[float]]:
        every = zip(self.encode, self.search, self.rank, strict=True)
        both = {"encode": self.encode, "search": self.search, "rank": self.rank}
        return {**both, "all": [sum(each) for each in every]}


class RememberingRetriever(Retriever):
    """Looks at each text once, however often it is asked: an evaluation and a fit share it."""

    _seen: dict[str, Evidence]

    def evidence(self, text: str) -> Evidence:
        seen = self.__dict__.setdefault("_seen", {})
        if text not in seen:
            seen[text] = super().evidence(text)
        found: Evidence = seen[text]
        return found


def measure(retriever: Retriever, encoder: TimedEncoder, texts: Sequence[str]) -> Timings:
    """Times texts that the retriever has not seen; it encodes with `encoder`."""
    timings = Timings()
    step = max(1, len(texts) // MOST_TIMED)
    for text in list(dict.fromkeys(texts))[::step][:MOST_TIMED]:
        before, started = encoder.seconds, time.perf_counter()
        retriever.evidence(text)
        found = time.perf_counter()
        retriever.rank(text)
        timings.encode.append(encoder.seconds - before)
        timings.search.append(found - started - timings.encode[-1])
        timings.rank.append(time.perf_counter() - found)
    return timings


def percentile(seconds: Sequence[float], share: float) -> float:
    """In milliseconds; 0 of nothing."""
    return float(np.percentile(seconds, share)) * 1000 if len(seconds) else 0.0
