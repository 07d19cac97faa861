"""The fit of follow-ups: they are told from new topics, and find their entry."""

from collections.abc import Sequence

import pytest

from embeddings.fitting import Fit
from embeddings.fitting_follow_ups import context_of, fit_follow_ups
from embeddings.follow_ups import DETECTION_FEATURES, RANKING_FEATURES, Context
from embeddings.labelled import Question
from embeddings.retriever import Retriever
from tests.embeddings.labelled_content import follow_ups, single_questions

LEANING = [question for question in follow_ups() if not question.new_topic]
NEW = [question for question in follow_ups() if question.new_topic]


def context(retriever: Retriever, found: Fit, question: Question) -> Context:
    return context_of(retriever, question.context[-1], found.fitted.ranking.weights)


def test_what_is_remembered_of_a_question(labelled_retriever: Retriever, found: Fit) -> None:
    text = "what about my mail and envelope in 2024"
    remembered = context_of(labelled_retriever, text, found.fitted.ranking.weights)
    assert remembered == Context(text, "filing/mail", 2024)


@pytest.mark.parametrize(
    ("asked", "leans"), [(LEANING, True), (NEW, False)], ids=["follow-ups", "new topics"]
)
def test_they_are_told_from_new_topics(
    fitted_retriever: Retriever, found: Fit, asked: Sequence[Question], leans: bool
) -> None:
    read = [
        fitted_retriever.ask(q.text, context(fitted_retriever, found, q)).resolved is not None
        for q in asked
    ]
    assert read.count(leans) / len(read) > 0.9


@pytest.mark.parametrize("asked", [LEANING, NEW], ids=["follow-ups", "new topics"])
def test_they_find_their_entry(
    fitted_retriever: Retriever, found: Fit, asked: Sequence[Question]
) -> None:
    given = [
        fitted_retriever.ask(q.text, context(fitted_retriever, found, q)).candidates[0].entry_id
        for q in asked
    ]
    right = [entry in q.entries for entry, q in zip(given, asked, strict=True)]
    assert sum(right) / len(right) > 0.9


def test_the_numbers_are_complete_and_the_same_at_every_run(
    labelled_retriever: Retriever, found: Fit
) -> None:
    weights, strangers = found.fitted.ranking.weights, single_questions()
    first, again = (
        fit_follow_ups(labelled_retriever, follow_ups(), strangers, weights) for _ in range(2)
    )
    assert first == again
    assert tuple(first.detection.features) == DETECTION_FEATURES
    assert tuple(first.ranking) == RANKING_FEATURES
    assert first.confidence >= 0


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param([], id="none"),
        pytest.param(LEANING, id="no new topics"),
        pytest.param(NEW, id="new topics alone"),
    ],
)
def test_both_kinds_are_needed(
    labelled_retriever: Retriever, found: Fit, asked: Sequence[Question]
) -> None:
    with pytest.raises(ValueError, match=r"needs follow-ups and new topics: add tests/questions"):
        fit_follow_ups(labelled_retriever, asked, [], found.fitted.ranking.weights)
