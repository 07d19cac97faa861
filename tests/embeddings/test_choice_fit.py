"""The fits: weights that made the choices are found again, whatever the units."""

from collections.abc import Callable

import numpy as np
import pytest

from embeddings.choice_fit import (
    FOLDS,
    Booleans,
    Places,
    fit_choice,
    fit_logistic,
    folds,
    out_of_fold,
    sigmoid,
)
from embeddings.ranking import Floats

TRUE = np.array([2.0, -1.0, 0.5, 0.0])


def choices(count: int = 3000, scale: float = 1.0) -> tuple[Floats, Booleans]:
    """Cases of six alternatives, one chosen with the probability that TRUE gives it."""
    random = np.random.default_rng(1)
    features = random.normal(size=(count, 6, len(TRUE)))
    noise = random.gumbel(size=(count, 6))
    best = (features @ TRUE + noise).argmax(axis=1)
    features[:, :, 0] *= scale
    return features, np.eye(6, dtype=bool)[best]


def test_known_weights_are_recovered() -> None:
    features, chosen = choices()
    found = fit_choice(features, chosen, np.ones(len(chosen)), 0.0)
    assert found == pytest.approx(TRUE, abs=0.15)


def test_the_unit_of_a_feature_does_not_matter() -> None:
    (one, chosen), (other, _) = choices(800), choices(800, scale=100.0)
    ones = np.ones(len(chosen))
    first, second = (fit_choice(f, chosen, ones, 0.01) for f in (one, other))
    assert second * [100, 1, 1, 1] == pytest.approx(first, abs=0.02)


def test_regularisation_draws_weights_to_nothing() -> None:
    features, chosen = choices(500)
    ones = np.ones(len(chosen))
    free, bound = (fit_choice(features, chosen, ones, strength) for strength in (0.0, 1.0))
    assert np.abs(bound).sum() < np.abs(free).sum() / 2


def test_a_case_without_importance_teaches_nothing() -> None:
    features, chosen = choices(400)
    importance = np.repeat([1.0, 0.0], 200)
    turned = chosen.copy()
    turned[200:] = np.roll(chosen[200:], 1, axis=1)
    first, second = (fit_choice(features, c, importance, 0.01) for c in (chosen, turned))
    assert first == pytest.approx(second)


def test_several_alternatives_may_be_right() -> None:
    features, chosen = choices(500)
    both = chosen.copy()
    both[np.arange(500), (features @ TRUE).argmax(axis=1)] = True
    found = fit_choice(features, both, np.ones(500), 0.001)
    assert found[0] > 1 > 0 > found[1]


def test_logistic_regression_recovers_bias_and_weights() -> None:
    random = np.random.default_rng(2)
    values = random.normal([0.0, 50.0], [1.0, 20.0], size=(6000, 2))
    labels = random.uniform(size=6000) < sigmoid(-2 + values @ np.array([1.5, 0.05]))
    bias, weights = fit_logistic(values, labels, np.ones(6000), strength=100)
    assert bias == pytest.approx(-2, abs=0.25)
    assert weights == pytest.approx([1.5, 0.05], abs=0.15)


@pytest.mark.parametrize(("label", "probability"), [(True, 0.99), (False, 0.01)])
def test_labels_that_are_all_the_same_are_likely_but_not_certain(
    label: bool, probability: float
) -> None:
    values = np.arange(200.0).reshape(100, 2)
    bias, weights = fit_logistic(values, np.full(100, label), np.ones(100))
    made = sigmoid(bias + values @ weights)
    assert made == pytest.approx(np.full(100, probability), abs=0.005)


def test_folds_are_the_same_at_every_run() -> None:
    assert folds(100).tolist() == folds(100).tolist()
    assert set(folds(100).tolist()) == set(range(FOLDS))


def test_no_case_is_predicted_by_a_model_that_saw_it() -> None:
    seen: list[tuple[set[int], set[int]]] = []

    def fit(train: Places) -> Callable[[Places], Floats]:
        def predict(test: Places) -> Floats:
            seen.append((set(train.tolist()), set(test.tolist())))
            return test.astype(float)

        return predict

    assert out_of_fold(60, fit).tolist() == list(range(60))
    assert all(not train & test for train, test in seen)
    assert set.union(*(test for _, test in seen)) == set(range(60))


def test_probabilities_of_log_odds() -> None:
    assert sigmoid(np.array([-1e9, 0.0, 1e9])) == pytest.approx([0, 0.5, 1])
