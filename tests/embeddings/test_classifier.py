"""The target classifier: learns from passages, and from an edit what it changed alone."""

from dataclasses import replace

import numpy as np
import pytest

from embeddings.classifier import Learned, TargetClassifier, train_classifier
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


def texts_of(texts: dict[str, list[str]]) -> list[str]:
    return [text for found in texts.values() for text in found]


def learned_from(
    texts: dict[str, list[str]], trained: TargetClassifier, *changed: str
) -> TargetClassifier:
    """The classifier of TEXTS taught what became of them."""
    known = texts_of(TEXTS)
    places = np.array([known.index(t) if t in known else -1 for t in texts_of(texts)])
    return train_classifier(*data(texts), Learned(trained, places, frozenset(changed)))


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
    learned = learned_from(edited, trained, target)
    assert guessed(learned, "my money") == target
    assert row(learned, target) != row(trained, target)
    for other in set(TEXTS) - {target}:
        assert row(learned, other) == row(trained, other)


def test_a_new_target_is_learned_beside_the_others(trained: TargetClassifier) -> None:
    more = {"aaa/first": ["buy an electric car", "car credit"], **TEXTS}
    learned = learned_from(more, trained)
    assert learned.targets == tuple(more)
    assert guessed(learned, "electric car") == "aaa/first"
    assert {text: guessed(learned, text) for text in ASKED} == ASKED
    assert all(row(learned, target) == row(trained, target) for target in TEXTS)


def test_a_target_that_is_gone_is_forgotten(trained: TargetClassifier) -> None:
    fewer = {target: texts for target, texts in TEXTS.items() if target != "redirects/weather"}
    learned = learned_from(fewer, trained)
    assert learned.targets == tuple(fewer)
    assert guessed(learned, "rain") in fewer
    assert all(row(learned, target) == row(trained, target) for target in fewer)


def test_without_a_change_nothing_is_learned(trained: TargetClassifier) -> None:
    assert np.array_equal(learned_from(TEXTS, trained).weights, trained.weights)


def test_an_order_of_targets_that_changed_keeps_each_its_weights(trained: TargetClassifier) -> None:
    turned = dict(reversed(TEXTS.items()))
    learned = learned_from(turned, trained)
    assert learned.targets == tuple(turned)
    assert all(row(learned, target) == row(trained, target) for target in TEXTS)


EDITS = {
    "a text more": {**TEXTS, "refunds/where": [*TEXTS["refunds/where"], "my money"]},
    "a target more": {"aaa/first": ["buy an electric car", "car credit"], **TEXTS},
    "a target fewer": {t: found for t, found in TEXTS.items() if t != "refunds/where"},
    "all the words of another": {**TEXTS, "refunds/where": TEXTS["redirects/weather"]},
}


@pytest.mark.parametrize("texts", EDITS.values(), ids=EDITS)
@pytest.mark.parametrize("most_scores", [1, 1_000_000])
def test_what_was_kept_of_the_sums_stands_for_summing_anew(
    trained: TargetClassifier,
    texts: dict[str, list[str]],
    most_scores: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("embeddings.classifier.MOST_SCORES", most_scores)
    quick = learned_from(texts, trained, "refunds/where")
    anew = learned_from(texts, replace(trained, totals=np.empty(0)), "refunds/where")
    assert quick.weights == pytest.approx(anew.weights, abs=1e-3)
    scores = data(texts)[0] @ quick.weights[:, :-1].T + quick.weights[:, -1]
    assert quick.totals == pytest.approx(np.log(np.exp(scores).sum(axis=1)), abs=1e-5)


def test_a_single_target_is_certain() -> None:
    alone = train_classifier(*data({"a/b": ["one", "two"]}))
    assert alone.log_probabilities(WordEncoder().encode(["three"]))[0] == pytest.approx([0.0])
