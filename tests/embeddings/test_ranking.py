"""The ranking: what speaks for each target, and the probabilities that makes."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from embeddings.classifier import train_classifier
from embeddings.index import FORMAT, Index, Manifest
from embeddings.nearest import Nearest
from embeddings.passages import Passage
from embeddings.ranking import FEATURES, Evidence, Ranker, RankingWeights, probabilities
from tests.fakes import WordEncoder

TEXTS = {
    "forms/1099k": ["what is a 1099-K for", "sold things online, got form 1099k"],
    "forms/1099nec": ["what is a 1099-NEC for", "contractor with a 1099 nec and schedule c"],
    "refunds/where": ["where is my refund", "refund not here", "refund late", "my refund today"],
    "filing/joint": ["married filing jointly", "a joint return for both"],
    "redirects/weather": ["will it rain", "sun today"],
}
WEIGHTS = RankingWeights(dict.fromkeys(FEATURES, 0.0) | {"best": 6, "terms": 2}, 3.0, 0.0)


def index_of(texts: Mapping[str, Sequence[str]]) -> Index:
    passages = [
        Passage(name, "paraphrase", text) for name, found in texts.items() for text in found
    ]
    vectors = WordEncoder().encode([passage.text for passage in passages])
    classifier = train_classifier(vectors, [passage.entry_id for passage in passages])
    manifest = Manifest(FORMAT, "words", vectors.shape[1], "hash", len(texts), len(passages))
    return Index(manifest, passages, Nearest(vectors), classifier)


@pytest.fixture(scope="module")
def ranker() -> Ranker:
    return Ranker(index_of(TEXTS), passages=100)


def evidence(ranker: Ranker, text: str) -> Evidence:
    return ranker.evidence(text, WordEncoder().encode([text]))


def column(ranker: Ranker, text: str, feature: str) -> dict[str, float]:
    found = evidence(ranker, text)
    values = found.features[:, FEATURES.index(feature)]
    return dict(zip(found.targets, map(float, values), strict=True))


@pytest.mark.parametrize(
    ("text", "agreeing", "disagreeing"),
    [
        pytest.param("my 1099 k", {"forms/1099k"}, {"forms/1099nec", "refunds/where"}, id="one"),
        pytest.param("Form 1099NEC", {"forms/1099nec"}, {"forms/1099k"}, id="another spelling"),
        pytest.param("sched. c", {"forms/1099nec"}, {"forms/1099k"}, id="a schedule"),
        pytest.param("form 8863", set(), set(TEXTS), id="nobody's form"),
        pytest.param("where is my refund", set(), set(), id="no form named"),
        pytest.param("married filing jointly", set(), set(), id="a status is no form"),
    ],
)
def test_forms_named_agree_or_disagree(
    ranker: Ranker, text: str, agreeing: set[str], disagreeing: set[str]
) -> None:
    values = column(ranker, text, "terms")
    assert {name for name, value in values.items() if value == 1} >= agreeing
    assert {name for name, value in values.items() if value == -1} >= disagreeing
    if not disagreeing:
        assert set(values.values()) == {0.0}


def test_one_form_of_two_named_is_half(ranker: Ranker) -> None:
    values = column(ranker, "a 1099-k and a 1099-nec", "terms")
    assert (values["forms/1099k"], values["forms/1099nec"], values["refunds/where"]) == (0, 0, -1)


@pytest.mark.parametrize("feature", ["best", "near", "classifier", "words", "coverage"])
def test_the_entry_that_answers_is_ahead_by_each_measure(ranker: Ranker, feature: str) -> None:
    values = column(ranker, "where is my refund", feature)
    assert max(values, key=values.__getitem__) == "refunds/where"


def test_a_slip_of_the_keyboard_still_finds_the_words(ranker: Ranker) -> None:
    values = column(ranker, "wheres the refnud", "words")
    assert max(values, key=values.__getitem__) == "refunds/where"
    assert values["forms/1099k"] == 0


def test_near_is_the_mean_of_three_passages(ranker: Ranker) -> None:
    best, near = (column(ranker, "my refund today", name) for name in ("best", "near"))
    assert best["refunds/where"] == pytest.approx(1.0, abs=1e-5)
    assert 0 < near["refunds/where"] < best["refunds/where"]


def test_redirects_are_marked(ranker: Ranker) -> None:
    marked = column(ranker, "anything", "redirect")
    assert {name for name, value in marked.items() if value} == {"redirects/weather"}


def test_the_nearest_passage_of_a_target_is_shown(ranker: Ranker) -> None:
    assert evidence(ranker, "refund late").passages["refunds/where"] == "refund late"


def test_few_passages_looked_at_leave_out_the_far_ones() -> None:
    found = evidence(Ranker(index_of(TEXTS), passages=2), "refund late")
    assert set(found.passages) == {"refunds/where"}
    assert np.isfinite(found.features).all()


@pytest.mark.parametrize(
    "text",
    ["where is my refund", "1099-k", "zebra quagga", "", "will it rain or is it a 1099-nec refund"],
)
def test_the_probabilities_sum_to_one_with_none(ranker: Ranker, text: str) -> None:
    utilities, shares, none = probabilities(evidence(ranker, text), WEIGHTS)
    assert shares.sum() + none == pytest.approx(1.0)
    assert (shares >= 0).all()
    assert np.argsort(utilities).tolist() == np.argsort(shares).tolist()


def test_the_less_alike_the_likelier_is_none(ranker: Ranker) -> None:
    chances = [
        probabilities(evidence(ranker, text), WEIGHTS)[2]
        for text in ("where is my refund", "refund", "zebra quagga")
    ]
    assert chances == sorted(chances)
    assert chances[0] < 0.2 < 0.5 < chances[-1]


def test_what_speaks_for_none_may_follow_the_highest_similarity(ranker: Ranker) -> None:
    found = evidence(ranker, "where is my refund")
    plain = probabilities(found, WEIGHTS)[2]
    assert probabilities(found, RankingWeights(WEIGHTS.features, 3.0, 2.0))[2] > plain


def test_very_high_utilities_are_no_overflow(ranker: Ranker) -> None:
    heavy = RankingWeights(dict.fromkeys(FEATURES, 1e4), 0.0, 0.0)
    _, shares, none = probabilities(evidence(ranker, "where is my refund"), heavy)
    assert shares.max() == pytest.approx(1.0)
    assert none == pytest.approx(0.0)
