"""Times by stage, and a retriever that looks at each text once."""

from collections.abc import Sequence

import pytest

from embeddings.corpus import Corpus
from embeddings.encoder import Vectors
from embeddings.evaluation_timing import (
    MOST_TIMED,
    RememberingRetriever,
    TimedEncoder,
    measure,
    percentile,
)
from embeddings.index import Index
from tests.factories import TODAY, retrieval_settings
from tests.fakes import WordEncoder


class CountingEncoder(WordEncoder):
    """Remembers the texts."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        return super().encode(texts)


@pytest.fixture
def counting() -> CountingEncoder:
    return CountingEncoder()


def retriever_of(corpus: Corpus, index: Index, encoder: TimedEncoder) -> RememberingRetriever:
    return RememberingRetriever(corpus, index, encoder, retrieval_settings(), lambda: TODAY)


def test_every_stage_of_every_text_is_timed(
    tiny_corpus: Corpus, tiny_index: Index, counting: CountingEncoder
) -> None:
    timed = TimedEncoder(counting)
    retriever = retriever_of(tiny_corpus, tiny_index, timed)
    timings = measure(retriever, timed, ["more time", "refund", "more time"])
    assert {name: len(found) for name, found in timings.stages.items()} == {
        "encode": 2, "search": 2, "rank": 2, "all": 2,
    }  # fmt: skip
    assert all(seconds > 0 for found in timings.stages.values() for seconds in found)
    assert sum(timings.encode) == pytest.approx(timed.seconds)


def test_a_long_run_is_sampled(
    tiny_corpus: Corpus, tiny_index: Index, counting: CountingEncoder
) -> None:
    timed = TimedEncoder(counting)
    texts = [f"question {at}" for at in range(2 * MOST_TIMED)]
    timings = measure(retriever_of(tiny_corpus, tiny_index, timed), timed, texts)
    assert len(timings.encode) == MOST_TIMED


def test_a_text_is_looked_at_once(
    tiny_corpus: Corpus, tiny_index: Index, counting: CountingEncoder
) -> None:
    retriever = retriever_of(tiny_corpus, tiny_index, TimedEncoder(counting))
    for _ in range(2):
        for at in range(50):
            retriever.ask(f"refund {at}")
    assert len(counting.texts) == len(set(counting.texts)) == 50


def test_percentiles_are_in_milliseconds() -> None:
    assert percentile([0.001, 0.002, 0.003], 50) == pytest.approx(2)
    assert percentile([], 95) == 0
