"""Calibration: what a good and a bad confidence measure, and thresholds that hold targets."""

import numpy as np
import pytest

from embeddings.calibration import (
    CAUTIOUS,
    calibration_error,
    mean_by,
    reliability,
    risk_coverage,
    threshold_for,
)
from embeddings.choice_fit import Booleans
from embeddings.ranking import Floats
from embeddings.settings import Targets

TARGETS = Targets(
    wrong_among_answers=0.04,
    wrong_among_high_risk_answers=0.03,
    out_of_scope_answered=0.01,
    calibration_error=0.05,
)


def outcomes(seed: int, count: int = 4000) -> tuple[Floats, Booleans]:
    """Confidences, and answers that are right as often as those say."""
    random = np.random.default_rng(seed)
    confidences = random.uniform(size=count)
    return confidences, random.uniform(size=count) < confidences


def test_a_perfect_model_has_hardly_an_error() -> None:
    assert calibration_error(*outcomes(3)) < 0.02


def test_a_model_that_is_sure_and_wrong_has_a_great_one() -> None:
    confidences = np.full(100, 0.95)
    assert calibration_error(confidences, np.zeros(100, dtype=bool)) == pytest.approx(0.95)
    half = np.arange(100) % 2 == 0
    assert calibration_error(confidences, half) == pytest.approx(0.45)


def test_nothing_has_no_error() -> None:
    assert calibration_error(np.array([]), np.array([], dtype=bool)) == 0


def test_bins_hold_every_question_and_empty_ones_are_left_out() -> None:
    confidences = np.array([0.0, 0.05, 0.95, 1.0, 0.5])
    right = np.array([False, True, True, True, False])
    found = [(b.low, b.count, b.confidence, b.right) for b in reliability(confidences, right)]
    assert found == [(0.0, 2, 0.025, 0.5), (0.5, 1, 0.5, 0.0), (0.9, 2, 0.975, 1.0)]


def test_risk_grows_with_what_is_answered() -> None:
    confidences = np.array([0.2, 0.9, 0.6, 0.8])
    right = np.array([False, True, False, True])
    assert risk_coverage(confidences, right) == [
        (0.9, 0.25, 0.0),
        (0.8, 0.5, 0.0),
        (0.6, 0.75, pytest.approx(1 / 3)),
        (0.2, 1.0, 0.5),
    ]


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("decimals", [1, 2, 6], ids=["many ties", "ties", "none alike"])
def test_a_threshold_holds_both_targets(seed: int, decimals: int) -> None:
    confidences, right = outcomes(seed, 2000)
    confidences = np.round(confidences**0.3, decimals)
    no_answer = ~right & (np.arange(2000) % 3 == 0)
    threshold = threshold_for(confidences, right, no_answer, 0.04, TARGETS)
    given = confidences >= threshold
    assert threshold == CAUTIOUS or (~right[given]).mean() <= 0.04
    assert threshold == CAUTIOUS or given[no_answer].mean() <= TARGETS.out_of_scope_answered


def test_the_threshold_is_the_lowest_that_holds() -> None:
    confidences = np.array([0.9, 0.8, 0.7, 0.6, 0.5])
    right = np.array([True, True, True, False, False])
    nothing = np.zeros(5, dtype=bool)
    assert threshold_for(confidences, right, nothing, 0.04, TARGETS) == pytest.approx(0.7)
    assert threshold_for(confidences, right, nothing, 0.26, TARGETS) == pytest.approx(0.6)
    assert threshold_for(confidences, right, ~right, 0.26, TARGETS) == pytest.approx(0.7)


def test_equal_confidences_are_answered_together_or_not() -> None:
    confidences = np.array([0.9, 0.8, 0.8, 0.8])
    right = np.array([True, True, True, False])
    nothing = np.zeros(4, dtype=bool)
    assert threshold_for(confidences, right, nothing, 0.04, TARGETS) == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("confidences", "right"),
    [
        pytest.param([0.9, 0.8, 0.7], [False, False, True], id="the surest are wrong"),
        pytest.param([], [], id="no questions"),
    ],
)
def test_where_nothing_holds_the_threshold_is_cautious(
    confidences: list[float], right: list[bool]
) -> None:
    labels = np.array(right, dtype=bool)
    found = threshold_for(np.array(confidences), labels, ~labels, 0.04, TARGETS)
    assert found == CAUTIOUS


def test_a_threshold_is_never_beyond_reach() -> None:
    ones, right = np.ones(5), np.ones(5, dtype=bool)
    assert threshold_for(ones, right, ~right, 0.04, TARGETS) == CAUTIOUS


@pytest.mark.parametrize(("values", "mean"), [([1.0, 2.0], 1.5), ([], 0.0)])
def test_means(values: list[float], mean: float) -> None:
    assert mean_by(values) == mean
