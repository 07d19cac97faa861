"""The fit: a match that answers gets a high probability, one that does not a low one."""

from pathlib import Path

import pytest

from embeddings.confidence import Decision, probability
from embeddings.evaluation import NEAR_MISS, Question
from embeddings.fitting import fit
from tests.factories import EXTENSION, REFUND, candidate, write_knowledge
from tests.fakes import ScriptedRetriever


@pytest.fixture
def retriever(tmp_path: Path) -> ScriptedRetriever:
    return ScriptedRetriever(write_knowledge(tmp_path / "knowledge"))


def asked(retriever: ScriptedRetriever, text: str, best: float, kind: str) -> Question:
    """A question whose first candidate is always the entry of extensions."""
    found = (candidate(EXTENSION, best), candidate(REFUND, best / 2))
    retriever.decisions[text] = Decision("unanswered", 0.0, (), found, None)
    entry = EXTENSION if kind == "answerable" else None
    return Question(text, text, kind, "filing", entry=entry)


def test_the_probability_follows_the_labels(retriever: ScriptedRetriever) -> None:
    questions = [asked(retriever, f"tax {at}", 0.7 + at / 200, "answerable") for at in range(30)]
    questions += [asked(retriever, f"near {at}", 0.45 + at / 200, NEAR_MISS) for at in range(30)]
    questions += [asked(retriever, f"far {at}", 0.1 + at / 200, "other") for at in range(60)]
    fitted = fit(retriever, questions)
    assert sum(fitted.right) == sum(fitted.answerable) == 30
    high = [p for p, right in zip(fitted.probabilities, fitted.right, strict=True) if right]
    low = [p for p, right in zip(fitted.probabilities, fitted.right, strict=True) if not right]
    assert min(high) > max(low[30:])
    assert sum(high) / len(high) > 0.8 > 0.3 > sum(low) / len(low)
    sure = [candidate(EXTENSION, 0.9), candidate(REFUND, 0.4)]
    assert probability(sure, fitted.numbers) > 0.8


def test_too_few_questions_are_an_error(retriever: ScriptedRetriever) -> None:
    with pytest.raises(ValueError, match="at least 10"):
        fit(retriever, [asked(retriever, "tax", 0.9, "answerable")])
