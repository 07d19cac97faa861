"""Why a question gets what it gets."""

from dataclasses import replace
from pathlib import Path

import pytest

from embeddings.explanation import reasons, thresholds
from embeddings.retriever import Retriever
from tests.factories import (
    BALANCE,
    DEDUCTION,
    EXTENSION,
    REFUND,
    decision,
    example_of,
    retrieval_settings,
)
from tests.fakes import ScriptedRetriever


def test_shared_and_missing_words_are_named(knowledge: Path) -> None:
    retriever = ScriptedRetriever(knowledge)
    (reason,) = reasons(
        retriever, "more time, with taxes and a w 2?", decision("answered", EXTENSION)
    )
    assert list(reason.shared) == ["more", "time"]
    assert list(reason.missing) == ["taxes", "w2"]
    assert reason.holds


def test_an_entry_that_does_not_hold_for_the_year_asked_says_so(knowledge: Path) -> None:
    retriever = ScriptedRetriever(knowledge)
    asked = decision("unanswered", DEDUCTION, tax_year=2019)
    assert not reasons(retriever, "standard deduction 2019", asked)[0].holds


def test_the_distance_from_each_threshold(knowledge: Path) -> None:
    rule = retrieval_settings().decision
    entry = ScriptedRetriever(knowledge).corpus.entries[EXTENSION]
    made = decision("choices", EXTENSION, confidence=0.5)
    first, second = thresholds(made, rule, entry)
    assert (first.name, first.limit) == ("answer", rule.answer)
    assert first.distance == pytest.approx(0.5 - rule.answer)
    assert (second.name, second.limit, second.distance > 0) == ("choices", rule.choices, True)


def test_nothing_found_has_the_usual_threshold() -> None:
    rule = retrieval_settings().decision
    assert thresholds(decision("unanswered"), rule, None)[0].limit == rule.answer


def test_every_candidate_of_a_real_decision_has_its_reason(retriever: Retriever) -> None:
    text = "where is my refund for 2019"
    made = retriever.ask(text)
    found = reasons(retriever, text, made)
    assert [reason.candidate for reason in found] == list(made.candidates)
    assert (list(found[0].shared), list(found[0].missing)) == (["refund"], ["2019"])
    holds = {reason.candidate.entry_id: reason.holds for reason in found}
    assert holds == {REFUND: True, EXTENSION: True, DEDUCTION: False}


def test_a_redirect_leaves_the_reasons_of_what_was_near(retriever: Retriever) -> None:
    text = example_of(BALANCE)
    assert len(reasons(retriever, text, retriever.ask(text))) == 3


def test_high_risk_needs_more(knowledge: Path) -> None:
    rule = retrieval_settings().decision
    entry = replace(ScriptedRetriever(knowledge).corpus.entries[EXTENSION], risk="high")
    assert thresholds(decision("unanswered"), rule, entry)[0].limit == rule.answer_high_risk
