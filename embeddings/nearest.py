"""Owns nearest-vector search by FAISS: exact while there are few vectors, approximate beyond."""

import math
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from embeddings.encoder import Vectors

Places = npt.NDArray[np.int64]

# Up to here every vector is compared. Beyond, those in the lists whose centres are nearest to the
# question: of 10 neighbours that finds 9.8 or more. It may change an answer, so that it is not used
# before it saves milliseconds. `python -m tests.benchmarks content` measures both.
EXACT_UP_TO = 50_000
LISTS_PER_ROOT = 4  # lists for each unit of the square root of the number of vectors
# As many lists are looked through as hold so many vectors, and twice as many where there are so few
# in all: fewer vectors lie further apart, so that more of the nearest are in other lists.
LOOKED_AT, FEW = 10_000, 100_000
SAMPLE_PER_LIST = 50


class Nearest:
    """Unit vectors, searched by cosine similarity. Holds each as it was given. Read only."""

    def __init__(
        self, vectors: Vectors, before: "Nearest | None" = None, places: Places | None = None
    ) -> None:
        """With `before`, only new vectors are sorted into lists, and the lists' centres stay.

        `places` says where each vector was in it, -1 for a new one.
        """
        self._lists: Places = np.empty(0, np.int64)  # of each vector, where there are lists
        self._faiss: faiss.Index
        if len(vectors) <= EXACT_UP_TO:
            self._faiss = faiss.IndexFlatIP(vectors.shape[1])
            self._faiss.add(vectors)
            return
        older = before._faiss if before is not None else None
        if isinstance(older, faiss.IndexIVF) and before is not None and places is not None:
            index, lists = _emptied(older), before._lists[places]
            lists[places < 0] = _nearest_lists(index, vectors[places < 0])
        else:
            index = _trained(vectors)
            lists = _nearest_lists(index, vectors)
        numbers = np.arange(len(vectors))
        index.add_core(len(vectors), *(faiss.swig_ptr(rows) for rows in (vectors, numbers, lists)))
        looked_at = LOOKED_AT * (1 + FEW / len(vectors))
        index.nprobe = min(math.ceil(looked_at * index.nlist / len(vectors)), index.nlist)
        self._faiss, self._lists = index, lists

    def __len__(self) -> int:
        return int(self._faiss.ntotal)

    @property
    def is_exact(self) -> bool:
        return not len(self._lists)

    @property
    def vectors(self) -> Vectors:
        """A copy of all of them, in their order."""
        stored: Vectors = self._faiss.reconstruct_n(0, self._faiss.ntotal)
        return stored

    def search(self, queries: Vectors, count: int) -> list[list[tuple[float, int]]]:
        """Similarity and place of the nearest vectors of each query row, best first."""
        scores, places = self._faiss.search(queries, min(count, self._faiss.ntotal))
        return [
            [(score, place) for score, place in zip(*row, strict=True) if place >= 0]
            for row in zip(scores.tolist(), places.tolist(), strict=True)
        ]

    def write(self, path: Path) -> None:
        faiss.write_index(self._faiss, str(path))

    @classmethod
    def read(cls, path: Path) -> "Nearest":
        """Raises RuntimeError where the file holds something else."""
        found = cls.__new__(cls)
        found._faiss = faiss.read_index(str(path))
        found._lists = _lists_of(found._faiss)
        return found


def _trained(vectors: Vectors) -> faiss.IndexIVFFlat:
    """Without vectors, its lists' centres those of clusters of a sample."""
    count, dimension = vectors.shape
    lists = round(LISTS_PER_ROOT * math.sqrt(count))
    index = _empty(faiss.IndexFlatIP(dimension), lists)
    sample = min(count, SAMPLE_PER_LIST * lists)
    index.train(vectors[np.random.default_rng(0).choice(count, sample, replace=False)])
    return index


def _emptied(index: faiss.IndexIVF) -> faiss.IndexIVFFlat:
    """One with the same centres and no vectors."""
    centres = faiss.clone_index(index.quantizer)
    return _empty(centres, centres.ntotal)


def _empty(centres: faiss.Index, lists: int) -> faiss.IndexIVFFlat:
    return faiss.IndexIVFFlat(centres, centres.d, lists, faiss.METRIC_INNER_PRODUCT)


def _nearest_lists(index: faiss.IndexIVFFlat, vectors: Vectors) -> Places:
    found: Places = index.quantizer.search(vectors, 1)[1][:, 0].copy()
    return found


def _lists_of(index: faiss.Index) -> Places:
    """The list each vector is in; empty where there are no lists."""
    if not isinstance(index, faiss.IndexIVF) or index.invlists is None:
        return np.empty(0, np.int64)
    lists = np.empty(index.ntotal, dtype=np.int64)
    for number in range(index.nlist):
        size = index.invlists.list_size(number)
        if size:
            lists[faiss.rev_swig_ptr(index.invlists.get_ids(number), size)] = number
    return lists
