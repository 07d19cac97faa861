"""Why a question gets what it gets."""

from dataclasses import replace
from pathlib import Path

import pytest

from embeddings.explanation import reasons, thresholds
from embeddings.settings import load_settings
from tests.factories import DEDUCTION, EXTENSION, decision
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
    rule = load_settings().decision
    entry = ScriptedRetriever(knowledge).corpus.entries[EXTENSION]
    made = decision("choices", EXTENSION, confidence=0.5)
    first, *others = thresholds(made, rule, entry)
    assert (first.name, first.limit) == ("answer", rule.answer)
    assert first.distance == pytest.approx(0.5 - rule.answer)
    assert [other.distance > 0 for other in others] == [True, True]


def test_high_risk_needs_more(knowledge: Path) -> None:
    rule = load_settings().decision
    entry = replace(ScriptedRetriever(knowledge).corpus.entries[EXTENSION], risk="high")
    assert thresholds(decision("unanswered"), rule, entry)[0].limit == rule.answer_high_risk
