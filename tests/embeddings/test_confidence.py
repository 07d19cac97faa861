"""The decision rule: what is answered, offered, left to a person or turned away."""

import math
from dataclasses import replace
from typing import Any

import pytest

from embeddings.confidence import Candidate, Decision, decide, pick, probability
from embeddings.corpus import Corpus, Entry, load_corpus
from embeddings.settings import RetrievalSettings, load_settings
from embeddings.templates import YearChoice
from tests.factories import DEDUCTION, EXTENSION, REFUND, TODAY


def settings() -> RetrievalSettings:
    """Numbers that make the probability easy to see: 1 / (1 + exp(-(20 * best - 10)))."""
    loaded = load_settings()
    confidence = loaded.confidence.model_copy(
        update={"bias": -10.0, "best": 20.0, "near": 0.0, "lexical": 0.0, "margin": 0.0}
    )
    return loaded.model_copy(update={"confidence": confidence})


def found(entry_id: str, best: float) -> Candidate:
    return Candidate(entry_id, best, best, best, 0.0, "a passage")


def decided(corpus: Corpus, *candidates: Candidate, year: int | None = None) -> Decision:
    return decide(candidates, corpus.entries, YearChoice(year, TODAY), settings())


def test_a_sure_match_is_answered(corpus: Corpus) -> None:
    decision = decided(corpus, found(EXTENSION, 0.9), found(REFUND, 0.2))
    assert (decision.outcome, decision.entries) == ("answered", (EXTENSION,))
    assert decision.confidence == pytest.approx(0.9997, abs=1e-3)


def test_a_middling_match_offers_the_near_ones(corpus: Corpus) -> None:
    near, far = found(REFUND, 0.48), found(DEDUCTION, 0.1)
    decision = decided(corpus, found(EXTENSION, 0.5), near, far)
    assert (decision.outcome, decision.entries) == ("choices", (EXTENSION, REFUND))


def test_a_weak_match_is_left_to_a_person(corpus: Corpus) -> None:
    assert decided(corpus, found(EXTENSION, 0.4)).outcome == "unanswered"


def test_no_likeness_is_out_of_scope(corpus: Corpus) -> None:
    assert decided(corpus, found(EXTENSION, 0.1)).outcome == "out_of_scope"
    assert decided(corpus).outcome == "out_of_scope"


def test_high_risk_needs_more(corpus: Corpus) -> None:
    path = corpus.entries[EXTENSION].path
    text = path.read_text(encoding="utf-8").replace("risk: standard", "risk: high")
    path.write_text(text, encoding="utf-8")
    risky = load_corpus(path.parent.parent)
    rule = settings().decision
    wanted = (rule.answer + rule.answer_high_risk) / 2
    between = found(EXTENSION, (math.log(wanted / (1 - wanted)) + 10) / 20)
    assert probability([between], settings().confidence) == pytest.approx(wanted)
    assert decided(corpus, between).outcome == "answered"
    assert decided(risky, between).outcome == "choices"


def test_an_entry_is_never_given_for_a_year_it_does_not_hold_for(corpus: Corpus) -> None:
    decision = decided(corpus, found(DEDUCTION, 0.9), found(EXTENSION, 0.85), year=2019)
    assert decision.outcome == "choices"
    assert DEDUCTION not in decision.entries
    assert decided(corpus, found(DEDUCTION, 0.9), year=2019).outcome == "unanswered"


def test_at_most_so_many_choices(corpus: Corpus) -> None:
    many = [found(entry, 0.5) for entry in (EXTENSION, REFUND, DEDUCTION)]
    rule = settings().decision.model_copy(update={"most_choices": 2})
    fewer = settings().model_copy(update={"decision": rule})
    decision = decide(many, corpus.entries, YearChoice(None, TODAY), fewer)
    assert len(decision.entries) == 2


def with_entry(corpus: Corpus, entry_id: str, **changes: Any) -> dict[str, Entry]:
    return {**corpus.entries, entry_id: replace(corpus.entries[entry_id], **changes)}


def test_a_paused_entry_gives_its_notice_in_place_of_the_answer(corpus: Corpus) -> None:
    entries = with_entry(corpus, EXTENSION, paused="New guidance expected")
    sure = [found(EXTENSION, 0.9), found(REFUND, 0.2)]
    decision = decide(sure, entries, YearChoice(None, TODAY), settings())
    assert (decision.outcome, decision.entries) == ("unanswered", ())
    assert decision.notice == "New guidance expected"
    picked = pick(entries[EXTENSION], YearChoice(None, TODAY))
    assert (picked.outcome, picked.notice) == ("unanswered", "New guidance expected")


def test_a_paused_entry_that_was_not_the_best_changes_nothing(corpus: Corpus) -> None:
    entries = with_entry(corpus, REFUND, paused="New guidance expected")
    sure = [found(EXTENSION, 0.9), found(REFUND, 0.2)]
    decision = decide(sure, entries, YearChoice(None, TODAY), settings())
    assert (decision.outcome, decision.notice) == ("answered", None)


def test_the_year_is_asked_for_once_and_then_given(corpus: Corpus) -> None:
    entries = with_entry(corpus, EXTENSION, tax_years=frozenset({2023, 2024}))
    sure = [found(EXTENSION, 0.9), found(REFUND, 0.2)]
    asked = decide(sure, entries, YearChoice(None, TODAY), settings())
    assert (asked.outcome, asked.entries, asked.years) == ("choices", (EXTENSION,), (2024, 2023))
    named = decide(sure, entries, YearChoice(2024, TODAY), settings())
    assert (named.outcome, named.entries, named.years) == ("answered", (EXTENSION,), ())
    picked = pick(entries[EXTENSION], YearChoice(None, TODAY))
    assert (picked.outcome, picked.years) == ("choices", (2024, 2023))
    assert pick(entries[EXTENSION], YearChoice(2023, TODAY)).outcome == "answered"


def test_no_pick_gives_an_entry_for_another_year(corpus: Corpus) -> None:
    entries = with_entry(corpus, EXTENSION, tax_years=frozenset({2026}))
    assert pick(entries[EXTENSION], YearChoice(2025, TODAY)).outcome == "unanswered"
    assert pick(entries[EXTENSION], YearChoice(2026, TODAY)).outcome == "answered"
    assert pick(None, YearChoice(None, TODAY)).outcome == "unanswered"
