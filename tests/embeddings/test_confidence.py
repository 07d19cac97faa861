"""The confidence: entries best first, redirects beside them, and how sure the first entry is."""

from collections.abc import Sequence

import numpy as np
import pytest

from embeddings.confidence import (
    CONFIDENCE_FEATURES,
    Ranked,
    confidence_features,
    confidence_of,
    entry_places,
    rank,
)
from embeddings.ranking import FEATURES, Evidence, RankingWeights, probabilities
from embeddings.settings import Confidence
from tests.factories import BALANCE, DEDUCTION, EXTENSION, REFUND, WEATHER

WEIGHTS = RankingWeights(dict.fromkeys(FEATURES, 0.0) | {"best": 5.0}, 1.0, 0.0)
PLAIN = Confidence(bias=0, features=dict.fromkeys(CONFIDENCE_FEATURES, 0.0) | {"logit": 1.0})


def evidence(*rows: tuple[str, float], words: Sequence[float] = ()) -> Evidence:
    """Targets with their `best`; the words are like it, unless they are given."""
    features = np.zeros((len(rows), len(FEATURES)))
    for at, (target, best) in enumerate(rows):
        word = words[at] if words else best
        features[at] = (best, best, best, word, word, 0.0, target.startswith("redirects/"))
    names = tuple(target for target, _ in rows)
    return Evidence(names, features, {name: f"passage of {name}" for name in names})


SURE = evidence((REFUND, 0.2), (EXTENSION, 0.9), (WEATHER, 0.1), (DEDUCTION, 0.3), (BALANCE, 0.8))


def ranked(found: Evidence, most: int = 5, numbers: Confidence = PLAIN) -> Ranked:
    return rank(found, "more time to file", WEIGHTS, numbers, most)


def features(found: Evidence, text: str = "more time to file") -> dict[str, float]:
    values = confidence_features(found, text, *probabilities(found, WEIGHTS))
    return dict(zip(CONFIDENCE_FEATURES, map(float, values), strict=True))


def test_entries_come_best_first_and_redirects_apart() -> None:
    found = ranked(SURE)
    assert [c.entry_id for c in found.candidates] == [EXTENSION, DEDUCTION, REFUND]
    assert found.candidates[0].passage == f"passage of {EXTENSION}"
    assert set(found.redirects) == {WEATHER, BALANCE}
    assert found.redirects[BALANCE] > found.redirects[WEATHER]


def test_at_most_so_many_are_kept() -> None:
    assert [c.entry_id for c in ranked(SURE, most=2).candidates] == [EXTENSION, DEDUCTION]


def test_probabilities_are_shared_with_redirects_and_none() -> None:
    found = ranked(SURE)
    total = sum(c.probability for c in found.candidates) + sum(found.redirects.values())
    assert 0.9 < total < 1


def test_the_confidence_is_the_probability_where_nothing_else_is_fitted() -> None:
    found = ranked(SURE)
    assert found.confidence == pytest.approx(found.candidates[0].probability)


@pytest.mark.parametrize(
    ("bias", "weight", "confidence"),
    [(0, 0, 0.5), (2, 0, 0.8808), (0, 1000, 1), (0, -1000, 0), (-3, 1, 0.1192)],
)
def test_logistic_regression_of_features(bias: float, weight: float, confidence: float) -> None:
    numbers = Confidence(bias=bias, features={"one": weight})
    assert confidence_of(np.array([1.0]), numbers, ("one",)) == pytest.approx(confidence, abs=1e-4)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        pytest.param("logit", evidence((EXTENSION, 0.9), (REFUND, 0.85)), id="logit"),
        pytest.param("lead", evidence((EXTENSION, 0.9), (REFUND, 0.85)), id="lead"),
        pytest.param("best", evidence((EXTENSION, 0.5), (REFUND, 0.1)), id="best"),
        pytest.param("coverage", evidence((EXTENSION, 0.5), (REFUND, 0.1)), id="coverage"),
        pytest.param("classifier", evidence((EXTENSION, 0.5), (REFUND, 0.1)), id="classifier"),
        pytest.param(
            "agreement",
            evidence((EXTENSION, 0.9), (REFUND, 0.2), words=(0.1, 0.9)),
            id="meaning and words differ",
        ),
    ],
)
def test_a_worse_match_has_lower_values(name: str, other: Evidence) -> None:
    sure = evidence((EXTENSION, 0.9), (REFUND, 0.2))
    assert features(other)[name] < features(sure)[name]


def test_a_redirect_that_is_near_shows() -> None:
    alone, beside = evidence((EXTENSION, 0.5)), evidence((EXTENSION, 0.5), (WEATHER, 0.9))
    assert features(beside)["redirects"] > features(alone)["redirects"]
    assert features(beside)["logit"] < features(alone)["logit"]


def test_longer_texts_show() -> None:
    assert features(SURE, "file " * 30)["length"] > features(SURE, "file")["length"]


def test_one_entry_leads_nobody() -> None:
    values = features(evidence((EXTENSION, 0.5)))
    assert (values["lead"], values["agreement"]) == (0, 1)


def test_entries_are_told_from_redirects() -> None:
    assert entry_places(SURE).tolist() == [0, 1, 3]
