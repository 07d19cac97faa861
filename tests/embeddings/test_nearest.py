"""The nearest vectors: exact for few, nearly so for many, and the same after an edit or a start."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from embeddings import nearest
from embeddings.encoder import Vectors
from embeddings.nearest import Nearest

MANY, DIMENSION = 4000, 32


def unit(vectors: npt.NDArray[np.float64]) -> Vectors:
    rows: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return rows


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    """In 200 groups, as the wordings of one question lie together."""
    drawn = np.random.default_rng(1)
    centres = drawn.standard_normal((200, DIMENSION))
    near = 0.4 * drawn.standard_normal((MANY, DIMENSION))
    return unit(centres[drawn.integers(0, 200, MANY)] + near)


@pytest.fixture(scope="module")
def asked(vectors: Vectors) -> Vectors:
    drawn = np.random.default_rng(2)
    return unit(vectors[:100] + 0.03 * drawn.standard_normal((100, DIMENSION)))


@pytest.fixture
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest, "EXACT_UP_TO", 1000)
    monkeypatch.setattr(nearest, "LOOKED_AT", MANY // 4)
    monkeypatch.setattr(nearest, "FEW", 0)


def places(found: Nearest, asked: Vectors, count: int = 10) -> list[list[int]]:
    return [[place for _, place in hits] for hits in found.search(asked, count)]


def exact(vectors: Vectors, asked: Vectors) -> list[list[int]]:
    ranked: list[list[int]] = np.argsort(-(asked @ vectors.T), axis=1)[:, :10].tolist()
    return ranked


def recall(found: list[list[int]], wanted: list[list[int]]) -> float:
    shared = [len(set(a) & set(b)) / len(b) for a, b in zip(found, wanted, strict=True)]
    return sum(shared) / len(shared)


def test_few_vectors_are_searched_exactly(vectors: Vectors, asked: Vectors) -> None:
    found = Nearest(vectors)
    assert found.is_exact
    assert places(found, asked) == exact(vectors, asked)
    scores = [score for score, _ in found.search(asked[:1], 10)[0]]
    assert scores == pytest.approx(sorted(asked[0] @ vectors.T, reverse=True)[:10], abs=1e-6)


@pytest.mark.usefixtures("few_are_many")
def test_many_are_searched_by_lists_and_nearly_all_neighbours_found(
    vectors: Vectors, asked: Vectors
) -> None:
    found = Nearest(vectors)
    assert not found.is_exact
    assert recall(places(found, asked), exact(vectors, asked)) >= 0.98


@pytest.mark.usefixtures("few_are_many")
def test_no_more_hits_than_there_are_in_the_lists_looked_at(
    vectors: Vectors, asked: Vectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nearest, "LOOKED_AT", 1)
    monkeypatch.setattr(nearest, "FEW", 0)
    hits = Nearest(vectors).search(asked[:1], MANY)[0]
    assert 0 < len(hits) < MANY
    assert all(place >= 0 for _, place in hits)


@pytest.mark.parametrize("most_exact", [1000, MANY], ids=["by lists", "exact"])
def test_what_was_stored_is_read_back(
    vectors: Vectors,
    asked: Vectors,
    tmp_path: Path,
    most_exact: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(nearest, "EXACT_UP_TO", most_exact)
    made = Nearest(vectors)
    made.write(tmp_path / "vectors.faiss")
    read = Nearest.read(tmp_path / "vectors.faiss")
    assert (len(read), read.is_exact) == (MANY, most_exact == MANY)
    assert np.array_equal(read.vectors, vectors)
    assert read.search(asked, 20) == made.search(asked, 20)


@pytest.mark.usefixtures("few_are_many")
@pytest.mark.parametrize("is_read", [False, True], ids=["in memory", "read from the disk"])
def test_an_edit_sorts_only_new_vectors_into_the_lists(
    vectors: Vectors, asked: Vectors, tmp_path: Path, is_read: bool
) -> None:
    before = Nearest(vectors)
    if is_read:
        before.write(tmp_path / "vectors.faiss")
        before = Nearest.read(tmp_path / "vectors.faiss")
    kept = np.flatnonzero(np.arange(MANY) % 7 != 3)[::-1]
    edited = np.concatenate([asked[:5], vectors[kept]])
    after = Nearest(edited, before, np.concatenate([np.full(5, -1), kept]))
    assert np.array_equal(after.vectors, edited)
    assert [found[0] for found in places(after, asked[:5])] == [0, 1, 2, 3, 4]
    assert recall(places(after, asked), exact(edited, asked)) >= 0.98
