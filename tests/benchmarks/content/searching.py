"""Owns what search costs at one size: time to build, to search and to change, memory, recall."""

import multiprocessing
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import numpy as np
import psutil
from threadpoolctl import threadpool_limits

from embeddings import nearest
from embeddings.encoder import DEFAULT_ENCODER, Vectors
from embeddings.index import read_index
from embeddings.nearest import Nearest, Places
from embeddings.settings import load_settings
from server.settings import ROOT
from tests.benchmarks.content.drawing import Drawing

EXACT_UP_TO = nearest.EXACT_UP_TO  # as it stands, for it is set aside while one kind is measured
QUESTIONS, CHANGED, COMPARED = 200, 10, 10
KINDS = {"exact": 10**9, "by lists": 0}


@dataclass(frozen=True)
class Searched:
    """One kind of search at one size. Seconds; bytes; `recall` is of the ten nearest."""

    kind: str
    size: int
    build: float
    rebuild: float
    seconds: tuple[float, ...]
    recall: float
    stored: int
    resident: int

    @property
    def is_chosen(self) -> bool:
        """Whether a server searches so at this size."""
        return (self.kind == "exact") == (self.size <= EXACT_UP_TO)

    def percentile(self, percent: float) -> float:
        return float(np.percentile(self.seconds, percent))


def searched(size: int, kinds: Sequence[str], folder: Path) -> list[Searched]:
    """Measured in a process of its own, so that its memory is that of this size alone."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_searched, size, kinds, folder).result()


def _searched(size: int, kinds: Sequence[str], folder: Path) -> list[Searched]:
    index = read_index(ROOT / "var" / "index", DEFAULT_ENCODER)
    drawing = Drawing(index.vectors, [passage.entry_id for passage in index.passages], seed=size)
    del index
    vectors, asked = drawing.any(size), drawing.any(QUESTIONS)
    places = np.arange(size)
    places[:CHANGED] = -1
    edited = vectors.copy()
    edited[:CHANGED] = drawing.any(CHANGED)
    wanted: list[set[int]] = []
    found = []
    for kind in kinds:
        with patch.object(nearest, "EXACT_UP_TO", KINDS[kind]):
            one, hits = _measured(kind, vectors, edited, places, asked, folder, wanted)
        wanted = wanted or hits
        found.append(one)
    return found


def _measured(
    kind: str,
    vectors: Vectors,
    edited: Vectors,
    places: Places,
    asked: Vectors,
    folder: Path,
    wanted: Sequence[set[int]],
) -> tuple[Searched, list[set[int]]]:
    """`wanted` are the nearest of each question, empty where this is the exact search."""
    before = psutil.Process().memory_info().rss
    began = time.perf_counter()
    made = Nearest(vectors)
    build = time.perf_counter() - began
    resident = psutil.Process().memory_info().rss - before
    seconds, hits = _timed(made, asked)
    began = time.perf_counter()
    Nearest(edited, made, places)
    rebuild = time.perf_counter() - began
    made.write(folder / "vectors.faiss")
    stored = (folder / "vectors.faiss").stat().st_size
    (folder / "vectors.faiss").unlink()
    shared = [len(a & b) / len(b) for a, b in zip(hits, wanted or hits, strict=True)]
    return Searched(
        kind, len(vectors), build, rebuild, seconds,
        sum(shared) / len(shared), stored, resident,
    ), hits  # fmt: skip


def _timed(made: Nearest, asked: Vectors) -> tuple[tuple[float, ...], list[set[int]]]:
    """One question after another in one thread, as many hits each as a turn looks at."""
    count = load_settings().search.passages
    seconds, hits = [], []
    with threadpool_limits(1):
        for row in asked:
            began = time.perf_counter()
            found = made.search(row[None], count)[0]
            seconds.append(time.perf_counter() - began)
            hits.append({place for _, place in found[:COMPARED]})
    return tuple(seconds), hits
