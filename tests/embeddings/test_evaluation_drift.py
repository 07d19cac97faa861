"""The check of the deployed numbers: silent when they hold, and able to fail."""

from typing import Any

import numpy as np
import pytest

from embeddings.calibration import calibration_error, reliability
from embeddings.decision import Outcome
from embeddings.evaluation import Report, Scored
from embeddings.evaluation_drift import drift, drift_message, reliability_text
from embeddings.labelled import Question
from embeddings.settings import Bin, RetrievalSettings
from tests.factories import EXTENSION, REFUND, decision, retrieval_settings

LEVELS = (0.15, 0.35, 0.55, 0.75, 0.95)
EACH = 100


def report_of(shift: float = 0.0) -> Report:
    """At each confidence the share right is that confidence less `shift`."""
    scored = []
    for level in LEVELS:
        for at in range(EACH):
            right = at < round((level - shift) * EACH)
            outcome: Outcome = "answered" if level > 0.9 else "choices"
            made = decision(outcome, EXTENSION if right else REFUND, confidence=level)
            asked = Question(f"{level}-{at}", "t", "answerable", "filing", entries=(EXTENSION,))
            given = "right" if right else "wrong"
            verdict: Any = given if outcome == "answered" else "missed"
            scored.append(Scored(asked, made, verdict, 1 if right else None))
    return Report(scored)


@pytest.fixture
def settings() -> RetrievalSettings:
    """Fitted on questions like those of `report_of()`; one wrong answer in twenty is let pass."""
    stated = retrieval_settings()
    confidences = np.repeat(LEVELS, EACH)
    right = np.concatenate([np.arange(EACH) < round(level * EACH) for level in LEVELS])
    fitted = stated.fitted.model_copy(
        update={
            "fitted_for": stated.fitted.fitted_for.model_copy(update={"questions": len(right)}),
            "calibration_error": calibration_error(confidences, right),
            "reliability": reliability(confidences, right),
        }
    )
    return stated.model_copy(update={"fitted": fitted})


def test_silent_when_all_is_as_it_was_fitted(settings: RetrievalSettings) -> None:
    assert drift(report_of(), settings) == []


def test_fails_when_the_retriever_got_worse(settings: RetrievalSettings) -> None:
    worse = report_of(0.15)
    faults = drift(worse, settings)
    said = drift_message(worse, settings, faults)
    assert "the calibration error is 0.150: 0.000 at the fit" in said
    assert "20.0% of 100 answers are wrong: the target is 4.0%" in said
    assert "from confidence 0.5, 40% of 100 are right; at the fit 55% were" in said
    assert "|" in said
    assert "o" in said.splitlines()[-2]


def test_fails_when_it_got_better_than_it_says(settings: RetrievalSettings) -> None:
    """A curve that moved upwards gives too few answers."""
    assert any("from confidence" in fault for fault in drift(report_of(-0.3), settings))


def test_fails_where_nothing_was_fitted(settings: RetrievalSettings) -> None:
    fitted = settings.fitted.model_copy(update={"reliability": ()})
    faults = drift(report_of(), settings.model_copy(update={"fitted": fitted}))
    assert len(faults) == 1
    assert "python -m embeddings fit" in faults[0]


def test_few_questions_prove_nothing(settings: RetrievalSettings) -> None:
    few = Report([item for item in report_of(0.15).scored if item.question.id.endswith("-1")])
    assert not any("from confidence" in fault for fault in drift(few, settings))


def test_the_picture() -> None:
    bins = [Bin(low=0.2, count=50, confidence=0.25, right=0.5)]
    header, line = reliability_text(
        bins, [Bin(low=0.2, count=40, confidence=0.25, right=1.0)]
    ).splitlines()
    bar = line[header.index("0 ") :]
    assert bar.count("#") == 19
    assert bar.index("|") == 10
    assert bar.index("o") == 40
