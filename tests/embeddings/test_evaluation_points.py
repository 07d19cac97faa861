"""Confidences of an evaluation: what a rule gives, and which questions count."""

import numpy as np
import pytest

from embeddings.evaluation import Report, Scored
from embeddings.evaluation_points import (
    Points,
    asked_alone,
    decision_table,
    given_by_rule,
    points_of,
    points_out_of_fold,
)
from embeddings.fitting import Case, Fit, OutOfFold
from embeddings.labelled import Question
from embeddings.ranking import FEATURES, Evidence
from tests.factories import EXTENSION, decision, retrieval_settings


def question(text: str, kind: str = "answerable", context: tuple[str, ...] = ()) -> Question:
    return Question(text, text, kind, "filing", context=context)


def points(confidences: list[float], right: list[bool], high: list[bool]) -> Points:
    kinds = np.array([True] * len(right))
    return Points(np.array(confidences), np.array(right), kinds, ~kinds, np.array(high))


def test_only_questions_asked_alone_count() -> None:
    assert asked_alone(question("a"))
    assert asked_alone(question("a", "small_talk"))
    assert not asked_alone(question("a", context=("before",)))
    assert not asked_alone(question("a", "follow_up", ("before",)))
    assert not asked_alone(question("a", "spanish"))


def test_points_of_a_report() -> None:
    sure = decision("answered", EXTENSION, confidence=0.9)
    report = Report(
        [
            Scored(question("right"), sure, "right", 1, True),
            Scored(question("second"), sure, "wrong", 2),
            Scored(question("far", "oos"), sure, "wrong", None),
            Scored(question("later", context=("x",)), sure, "right", 1),
        ]
    )
    found = points_of(report)
    assert found.right.tolist() == [True, False, False]
    assert found.answerable.tolist() == [True, True, False]
    assert found.high.tolist() == [True, False, False]
    assert len(found.near) == 2
    assert found.error == pytest.approx(0.4)


def test_an_entry_of_high_risk_needs_more() -> None:
    rule = retrieval_settings().decision
    between = (rule.answer + rule.answer_high_risk) / 2
    found = points([between, between, 0.99], [False, False, True], [True, False, False])
    row = given_by_rule(found, rule, "deployed")
    assert row.answers == 2
    assert row.right == pytest.approx(1 / 3)
    assert row.wrong == pytest.approx(1 / 2)


def test_the_table_ends_with_the_lowest_thresholds_that_keep_the_targets() -> None:
    settings = retrieval_settings()
    confidences = [0.95] * 40 + [0.6] * 20
    found = points(confidences, [True] * 40 + [False] * 20, [False] * 60)
    *_, chosen = decision_table(found, settings.decision, settings.targets)
    assert chosen.answers == 40
    assert chosen.wrong == 0


def test_out_of_fold_keeps_what_was_asked() -> None:
    asked, other = question("asked"), question("other", "oos")
    evidence = Evidence((EXTENSION,), np.zeros((1, len(FEATURES))), {})
    flags = np.array([True, False])
    cases = [Case(asked, evidence, flags[:1]), Case(other, evidence, flags[1:])]
    made = OutOfFold(cases, np.array([0.9, 0.1]), flags, ~flags)
    fit = Fit(retrieval_settings().fitted, made)
    found = points_out_of_fold(fit, [asked, question("never fitted")])
    assert found.confidences.tolist() == [0.9]
    assert found.right.tolist() == [True]
