"""Simpler systems: what they find, and thresholds that were chosen on other questions."""

import numpy as np
import pytest

from embeddings.evaluation_baselines import (
    NotRun,
    Predicted,
    cases_of,
    comparison,
    cross_validated,
    lowest_threshold,
    points_of_system,
    simple_systems,
    wrong_among_surest,
)
from embeddings.evaluation_points import Points, given_by_rule
from embeddings.index import Index
from embeddings.labelled import Question
from embeddings.retriever import Retriever
from tests.factories import EXTENSION, REFUND, WEATHER, example_of, question_of, retrieval_settings
from tests.fakes import WordEncoder

TARGETS = retrieval_settings().targets


def points(scores: list[float], right: list[bool], answerable: list[bool] | None = None) -> Points:
    flags = np.array(answerable or [True] * len(right))
    return Points(np.array(scores), np.array(right), flags, ~flags, np.zeros(len(right), bool))


def test_each_system_names_the_entry_it_finds(retriever: Retriever, tiny_index: Index) -> None:
    asked = [
        Question("1", question_of(EXTENSION), "answerable", "filing", entries=(EXTENSION,)),
        Question("2", example_of(WEATHER), "out_of_scope", "weather"),
        Question("3", "xyzzy", "oos", "nothing"),
        Question("4", "and then", "follow_up", "filing", entries=(REFUND,), context=("before",)),
    ]
    cases = cases_of(retriever, asked)
    assert [case.question.id for case in cases] == ["1", "2", "3"]
    systems = {found.name: found for found in simple_systems(tiny_index, WordEncoder(), cases)}
    for name in ("BM25", "nearest passage"):
        assert systems[name].targets[0] == EXTENSION
        assert systems[name].scores[0] > systems[name].scores[1]
        assert systems[f"{name}, redirects too"].targets[1] == WEATHER
        found = points_of_system(systems[f"{name}, redirects too"], cases)
        assert found.right.tolist() == [True, False, False]
        assert np.isneginf(found.confidences[1])
    assert systems["BM25"].targets[2] == ""


@pytest.mark.parametrize(
    ("found", "limit"),
    [
        pytest.param(points([3, 2, 1], [True, True, False]), 2, id="above the wrong one"),
        pytest.param(points([3, 2, 2], [True, True, False]), 3, id="equal scores together"),
        pytest.param(points([3, 2], [False, True]), float("inf"), id="nothing holds"),
        pytest.param(
            points([30, 20, 10], [True, False, True], [True, False, True]), 30, id="false answer"
        ),
        pytest.param(points([-np.inf, 1], [False, True]), 1, id="no answer at all"),
    ],
)
def test_the_lowest_threshold_keeps_both_targets(found: Points, limit: float) -> None:
    assert lowest_threshold(found, TARGETS) == limit


def test_a_threshold_is_never_chosen_on_its_own_question() -> None:
    """Scores that say nothing keep the targets on the questions they were tuned on, by luck."""
    chance = np.random.RandomState(1)
    right = (chance.rand(400) < 0.5).tolist()
    found = points(chance.rand(400).tolist(), right)
    answered = cross_validated(found, TARGETS)
    assert answered.sum() < 40
    useful = points([0.9 if flag else 0.1 for flag in right], right)
    assert (cross_validated(useful, TARGETS) == useful.right).all()


def test_a_system_that_did_not_run_has_a_reason_and_no_figure() -> None:
    found = points([0.9] * 30 + [0.1] * 30, [True] * 30 + [False] * 30)
    rule = retrieval_settings().decision
    section = comparison(
        [("ours", found)],
        [given_by_rule(found, rule, "as deployed")],
        [NotRun("other", "no Python 3.10")],
        TARGETS,
    )
    assert section.paragraphs == ["other was not run: no Python 3.10"]
    (table,) = section.tables
    assert [row[0] for row in table.rows] == ["ours", "as deployed"]
    assert table.rows[0][1:4] == ["0.500", "30", "50.0%"]
    assert table.rows[0][-1] == "0.0%"


def test_systems_can_be_compared_where_they_answer_as_many() -> None:
    found = points([0.9, 0.8, 0.7, 0.6], [True, False, True, False])
    assert wrong_among_surest(found, 2) == pytest.approx(0.5)
    assert wrong_among_surest(found, 3) == pytest.approx(1 / 3)
    assert wrong_among_surest(found, 0) == 0


def test_an_entry_that_is_gone_is_not_right(retriever: Retriever) -> None:
    asked = [Question("1", "more time", "answerable", "filing", entries=(EXTENSION,))]
    cases = cases_of(retriever, asked)
    found = points_of_system(Predicted("other", ["filing/gone"], [1.0]), cases)
    assert found.right.tolist() == [False]
