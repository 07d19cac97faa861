"""The fit: made on labelled questions, it tells right from wrong, and the same at every run."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from embeddings.fitting import FAR_IMPORTANCE, FEWEST, Fit, case_of, fit
from embeddings.labelled import REDIRECTED_KINDS, Question
from embeddings.retriever import Retriever
from tests.embeddings.labelled_content import follow_ups, single_questions
from tests.factories import (
    BALANCE,
    CALLER,
    GREETING,
    PERSON,
    REFUND,
    WEATHER,
    retrieval_settings,
)

TARGETS = retrieval_settings().targets


def test_the_fit_is_the_same_at_every_run(labelled_retriever: Retriever, found: Fit) -> None:
    again = fit(labelled_retriever, [*single_questions(), *follow_ups()], TARGETS)
    assert again.fitted == found.fitted
    assert np.array_equal(again.confidences, found.confidences)


def test_right_matches_are_held_likelier_than_wrong_ones(found: Fit) -> None:
    right, wrong = found.confidences[found.right], found.confidences[~found.right]
    assert np.median(right) > 0.8 > 0.2 > np.median(wrong)
    assert (right[:, None] > wrong[None, :]).mean() > 0.95


def test_only_an_answer_to_an_answerable_question_is_right(found: Fit) -> None:
    assert not found.right[[not case.question.is_answerable for case in found.cases]].any()
    assert found.right.sum() >= 60


def test_the_thresholds_hold_the_targets(found: Fit) -> None:
    fitted = found.fitted
    given = found.confidences >= fitted.answer
    risky = found.high_risk & (found.confidences >= fitted.answer_high_risk)
    nothing = np.array([case.question.kind in REDIRECTED_KINDS for case in found.cases])
    assert given.sum() > 30
    assert (~found.right[given]).mean() <= TARGETS.wrong_among_answers
    assert (~found.right[risky]).mean() <= TARGETS.wrong_among_high_risk_answers
    assert given[nothing].mean() <= TARGETS.out_of_scope_answered
    assert fitted.answer <= fitted.answer_high_risk


def test_it_tells_how_well_it_is_calibrated(found: Fit) -> None:
    fitted = found.fitted
    near = sum(case.importance == 1.0 for case in found.cases)
    assert 0 <= fitted.calibration_error < 0.15
    assert sum(column.count for column in fitted.reliability) == near


def test_it_tells_what_it_was_fitted_for(labelled_retriever: Retriever, found: Fit) -> None:
    told = found.fitted.fitted_for
    assert told.encoder == "words"
    assert told.content_hash == labelled_retriever.manifest.content_hash
    assert told.questions == len(single_questions()) + len(follow_ups())


def test_the_fitted_numbers_answer_the_questions(fitted_retriever: Retriever) -> None:
    made = [(question, fitted_retriever.ask(question.text)) for question in single_questions()]
    answered = [decision.entries == q.entries for q, decision in made if q.is_answerable]
    given = [
        decision.entries == q.entries for q, decision in made if decision.outcome == "answered"
    ]
    people = [decision.outcome for q, decision in made if q.kind == "person"]
    assert sum(answered) / len(answered) > 0.8
    assert sum(given) / len(given) > 0.95
    assert people.count("person") / len(people) > 0.8


@pytest.mark.parametrize(
    "questions",
    [
        pytest.param([], id="none"),
        pytest.param([q for q in single_questions() if q.is_answerable], id="all with an answer"),
        pytest.param([q for q in single_questions() if not q.is_answerable], id="none with one"),
        pytest.param(single_questions()[:5] + single_questions()[-90:], id="too few"),
        pytest.param(follow_ups(), id="follow-ups alone"),
    ],
)
def test_too_few_questions_are_an_error(
    labelled_retriever: Retriever, questions: Sequence[Question]
) -> None:
    with pytest.raises(ValueError, match=f"at least {FEWEST} questions with an answer"):
        fit(labelled_retriever, questions, TARGETS)


def test_without_follow_ups_there_is_no_fit(labelled_retriever: Retriever) -> None:
    with pytest.raises(ValueError, match=r"needs follow-ups .*tests/questions/follow_ups\.yml"):
        fit(labelled_retriever, single_questions(), TARGETS)


def test_only_questions_that_stand_alone_are_cases(
    labelled_retriever: Retriever, found: Fit
) -> None:
    two = Question("q", "mail and late", "answerable", "t", entries=(REFUND,), is_double=True)
    other = Question("q", "soy", "spanish", "t")
    seen: list[Question] = []

    def track(questions: Iterable[Question]) -> Iterable[Question]:
        seen.extend(questions)
        return seen

    more = fit(labelled_retriever, [two, other, *single_questions(), *follow_ups()], TARGETS, track)
    assert seen == single_questions() == [case.question for case in found.cases]
    assert more.fitted == found.fitted


@pytest.mark.parametrize(
    ("kind", "entries", "right"),
    [
        pytest.param("answerable", (REFUND,), {REFUND}, id="an entry"),
        pytest.param("near_miss", (), {WEATHER}, id="near miss"),
        pytest.param("account", (), {BALANCE}, id="account"),
        pytest.param("person", (), {PERSON}, id="person"),
        pytest.param("small_talk", (), {GREETING}, id="small talk"),
        pytest.param("scam_now", (), {CALLER}, id="urgent"),
    ],
)
def test_what_is_right_for_a_question(
    labelled_retriever: Retriever, kind: str, entries: tuple[str, ...], right: set[str]
) -> None:
    case = case_of(labelled_retriever, Question("q", "text", kind, "t", entries=entries))
    targets = case.evidence.targets
    assert {name for name, is_right in zip(targets, case.right, strict=True) if is_right} == right


def test_an_answer_with_the_key_facts_is_right(labelled_retriever: Retriever) -> None:
    question = Question("q", "text", "answerable", "t", must=(("three weeks",),))
    case = case_of(labelled_retriever, question)
    assert [case.evidence.targets[at] for at in np.flatnonzero(case.right)] == [REFUND]


def test_what_has_nothing_to_do_with_tax_counts_less(labelled_retriever: Retriever) -> None:
    question = Question("q", "a poem", "oos", "t")
    assert case_of(labelled_retriever, question).importance == FAR_IMPORTANCE
    assert case_of(labelled_retriever, replace(question, kind="near_miss")).importance == 1
