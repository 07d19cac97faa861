"""Owns made-up vectors: real ones moved as far as two wordings of one question lie apart."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from embeddings.encoder import Vectors

# Half the difference of two texts of another entry, chosen so that a vector is as like its nearest
# neighbour among 20,000 as in the real content: 0.73 in the median, 0.70 there.
SHARE = 0.5
AT_ONCE = 50_000


class Drawing:
    """Draws neighbours of real vectors. `targets` says which entry each is of."""

    def __init__(self, vectors: Vectors, targets: Sequence[str], seed: int) -> None:
        self._vectors = vectors
        names = np.array(targets)
        self._order = np.argsort(names, kind="stable")
        self._first = np.searchsorted(names[self._order], names, "left")
        self._after = np.searchsorted(names[self._order], names, "right")
        self._random = np.random.default_rng(seed)

    def any(self, count: int) -> Vectors:
        """Neighbours of vectors picked at random, each of length 1."""
        return self.near(self._random.integers(0, len(self._vectors), count))

    def near(self, places: npt.NDArray[np.int64]) -> Vectors:
        """A neighbour of each of these vectors, of length 1."""
        drawn = np.empty((len(places), self._vectors.shape[1]), np.float32)
        for start in range(0, len(places), AT_ONCE):
            part = places[start : start + AT_ONCE]
            one = self._random.integers(0, len(self._vectors), len(part))
            width = self._after[one] - self._first[one]
            other = self._order[
                self._first[one] + (self._random.random(len(part)) * width).astype(int)
            ]
            moved = self._vectors[part] + SHARE * (self._vectors[one] - self._vectors[other])
            moved /= np.linalg.norm(moved, axis=1, keepdims=True)
            drawn[start : start + AT_ONCE] = moved
        return drawn
