"""The target classifier: learns from passages, and from an edit what it changed alone."""

import numpy as np
import pytest

from embeddings.classifier import TargetClassifier, train_classifier
from embeddings.encoder import Vectors
from tests.fakes import WordEncoder

TEXTS = {
    "filing/extension": ["more time to file", "file later", "an extension of time"],
    "refunds/where": ["where is my refund", "refund not here", "my refund is late"],
    "redirects/weather": ["will it rain", "sunny weather", "rain or sun"],
}
ASKED = {
    "extension to file": "filing/extension",
    "refund late": "refunds/where",
    "rain": "redirects/weather",
}


def data(texts: dict[str, list[str]]) -> tuple[Vectors, list[str]]:
    passages = [(target, text) for target, found in texts.items() for text in found]
    return WordEncoder().encode([text for _, text in passages]), [target for target, _ in passages]


def guessed(classifier: TargetClassifier, text: str) -> str:
    logs = classifier.log_probabilities(WordEncoder().encode([text]))[0]
    return classifier.targets[int(logs.argmax())]


def row(classifier: TargetClassifier, target: str) -> list[float]:
    return [float(weight) for weight in classifier.weights[classifier.targets.index(target)]]


@pytest.fixture(scope="module")
def trained() -> TargetClassifier:
    return train_classifier(*data(TEXTS))


@pytest.mark.parametrize(("text", "target"), ASKED.items(), ids=ASKED.values())
def test_it_learns_what_belongs_where(trained: TargetClassifier, text: str, target: str) -> None:
    assert guessed(trained, text) == target


def test_the_probabilities_of_a_text_sum_to_one(trained: TargetClassifier) -> None:
    logs = trained.log_probabilities(WordEncoder().encode(["refund", "zebra", "file rain"]))
    assert logs.shape == (3, 3)
    assert np.exp(logs).sum(axis=1) == pytest.approx([1.0, 1.0, 1.0], abs=1e-5)


def test_the_same_passages_make_the_same_classifier(trained: TargetClassifier) -> None:
    again = train_classifier(*data(TEXTS))
    assert again.targets == trained.targets
    assert np.array_equal(again.weights, trained.weights)


def test_an_edit_changes_only_its_target(trained: TargetClassifier) -> None:
    edited = {**TEXTS, "refunds/where": [*TEXTS["refunds/where"], "what became of my money"]}
    target = "refunds/where"
    learned = train_classifier(*data(edited), trained, frozenset({target}))
    assert guessed(learned, "my money") == target
    assert row(learned, target) != row(trained, target)
    for other in set(TEXTS) - {target}:
        assert row(learned, other) == row(trained, other)


def test_a_new_target_is_learned_beside_the_others(trained: TargetClassifier) -> None:
    more = {"aaa/first": ["buy an electric car", "car credit"], **TEXTS}
    learned = train_classifier(*data(more), trained)
    assert learned.targets == tuple(more)
    assert guessed(learned, "electric car") == "aaa/first"
    assert {text: guessed(learned, text) for text in ASKED} == ASKED
    assert all(row(learned, target) == row(trained, target) for target in TEXTS)


def test_a_target_that_is_gone_is_forgotten(trained: TargetClassifier) -> None:
    fewer = {target: texts for target, texts in TEXTS.items() if target != "redirects/weather"}
    learned = train_classifier(*data(fewer), trained)
    assert learned.targets == tuple(fewer)
    assert guessed(learned, "rain") in fewer
    assert all(row(learned, target) == row(trained, target) for target in fewer)


def test_without_a_change_nothing_is_learned(trained: TargetClassifier) -> None:
    assert np.array_equal(train_classifier(*data(TEXTS), trained).weights, trained.weights)


def test_an_order_of_targets_that_changed_keeps_each_its_weights(trained: TargetClassifier) -> None:
    turned = dict(reversed(TEXTS.items()))
    learned = train_classifier(*data(turned), trained)
    assert learned.targets == tuple(turned)
    assert all(row(learned, target) == row(trained, target) for target in TEXTS)


def test_a_single_target_is_certain() -> None:
    alone = train_classifier(*data({"a/b": ["one", "two"]}))
    assert alone.log_probabilities(WordEncoder().encode(["three"]))[0] == pytest.approx([0.0])
