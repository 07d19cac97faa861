"""Growth of content: made-up content is as it should be, each size judged by its own search."""

from pathlib import Path

import numpy as np
import pytest

from embeddings.corpus import load_corpus
from embeddings.index import make_index
from tests.benchmarks.content.drawing import Drawing
from tests.benchmarks.content.entries import index_of, write_content
from tests.benchmarks.content.saving import Saved
from tests.benchmarks.content.searching import EXACT_UP_TO, Searched
from tests.benchmarks.content.section import section_of
from tests.factories import write_knowledge
from tests.fakes import WordEncoder


def one(size: int, kind: str, seconds: float, recall: float = 1.0) -> Searched:
    return Searched(kind, size, 1.0, 0.1, (seconds,) * 3, recall, 2**20, 2**20)


def test_each_size_is_judged_by_the_search_in_use_there() -> None:
    found = [
        one(1_000, "exact", 0.001),
        one(1_000, "by lists", 0.5, recall=0.1),
        one(1_000_000, "exact", 0.9),
        one(1_000_000, "by lists", 0.021, recall=0.97),
    ]
    saves = [(Saved(411, 19_521, (0.2, 0.4, 9.0), (0.1, 0.1), 0, 0), 1.0)]
    ratios = {ratio.name: ratio for ratio in section_of(found, saves).ratios}
    assert found[0].size <= EXACT_UP_TO < found[2].size
    growth = ratios["Search at 1,000,000 vectors"]
    assert growth.value == pytest.approx(21)
    assert not growth.is_met
    assert [name for name in ratios if name.startswith("Recall")] == [
        "Recall at 10, 1,000,000 vectors"
    ]
    assert not ratios["Recall at 10, 1,000,000 vectors"].is_met
    assert ratios["From save to live, 411 entries"].value == pytest.approx(0.4)


def test_a_quick_run_claims_nothing_of_sizes_it_left_out() -> None:
    saves = [(Saved(411, 19_521, (0.2,), (0.1,), 0, 0), 1.0)]
    names = [ratio.name for ratio in section_of([one(300, "exact", 0.001)], saves).ratios]
    assert names == ["From save to live, 411 entries"]


def test_a_made_up_vector_lies_near_a_real_one_and_is_none() -> None:
    vectors = WordEncoder().encode(["file late", "file later", "refund", "refund soon", "rain"])
    drawn = Drawing(vectors, ["a", "a", "b", "b", "c"], seed=1).any(200)
    likeness = (drawn @ vectors.T).max(axis=1)
    assert np.linalg.norm(drawn, axis=1) == pytest.approx(1, abs=1e-5)
    assert likeness.min() > 0.6
    assert (likeness < 0.999).any()


def test_the_content_grows_without_a_fault_and_its_index_fits_it(tmp_path: Path) -> None:
    write_knowledge(tmp_path / "real")
    real, _ = make_index(load_corpus(tmp_path / "real"), "words", WordEncoder().encode)
    grown = write_content(tmp_path / "real", tmp_path / "grown", 8)
    assert (len(grown.entries), grown.faults) == (8, ())
    made = index_of(grown, real)
    assert made.manifest.passages == len(made.passages) == len(made.nearest)
    assert set(made.classifier.targets) == {*grown.entries, *grown.redirects}
    known = {p.text: at for at, p in enumerate(real.passages)}
    for passage, vector in zip(made.passages, made.vectors, strict=True):
        if passage.text in known:
            assert np.array_equal(vector, real.vectors[known[passage.text]])
    assert index_of(load_corpus(tmp_path / "real"), real) is real
