"""The decision rule: what is answered, offered, redirected, left to a person or turned away."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from embeddings.confidence import Ranked
from embeddings.corpus import Corpus
from embeddings.decision import Decision, decide, pick
from embeddings.templates import YearChoice
from tests.factories import (
    BALANCE,
    CALLER,
    DEDUCTION,
    EXTENSION,
    GREETING,
    PERSON,
    REFUND,
    TODAY,
    WEATHER,
    candidate,
    reply_of,
    retrieval_settings,
)

SETTINGS = retrieval_settings()
RULE = SETTINGS.decision


def found(
    confidence: float,
    *entries: tuple[str, float],
    redirects: Mapping[str, float] | None = None,
) -> Ranked:
    """Entries with their probabilities, best first; the extension's alone, unless others are."""
    listed = entries or ((EXTENSION, confidence), (REFUND, 0.01))
    candidates = tuple(candidate(name, share, share) for name, share in listed)
    none_likely = dict.fromkeys((WEATHER, BALANCE, PERSON, GREETING, CALLER), 0.001)
    return Ranked(candidates, {**none_likely, **(redirects or {})}, confidence)


def decided(corpus: Corpus, ranked: Ranked, year: int | None = None) -> Decision:
    return decide(ranked, corpus, YearChoice(year, TODAY), SETTINGS)


def with_entry(corpus: Corpus, entry_id: str, **changes: Any) -> Corpus:
    changed = replace(corpus.entries[entry_id], **changes)
    return replace(corpus, entries={**corpus.entries, entry_id: changed})


def test_a_sure_match_is_answered(tiny_corpus: Corpus) -> None:
    decision = decided(tiny_corpus, found(0.95))
    assert (decision.outcome, decision.entries) == ("answered", (EXTENSION,))
    assert (decision.confidence, decision.reply, decision.offer_person) == (0.95, None, False)


def test_a_middling_match_offers_the_likely_ones(tiny_corpus: Corpus) -> None:
    ranked = found(0.4, (EXTENSION, 0.4), (REFUND, 0.3), (DEDUCTION, 0.001))
    decision = decided(tiny_corpus, ranked)
    assert (decision.outcome, decision.entries) == ("choices", (EXTENSION, REFUND))


def test_a_weak_match_is_left_to_a_person(tiny_corpus: Corpus) -> None:
    decision = decided(tiny_corpus, found(0.05))
    assert (decision.outcome, decision.entries, decision.reply) == ("unanswered", (), None)


def test_nothing_found_is_left_to_a_person(tiny_corpus: Corpus) -> None:
    decision = decided(tiny_corpus, Ranked((), {}, 0.0))
    assert (decision.outcome, decision.entries) == ("unanswered", ())


def test_high_risk_needs_more(tiny_corpus: Corpus) -> None:
    risky = with_entry(tiny_corpus, EXTENSION, risk="high")
    between = found((RULE.answer + RULE.answer_high_risk) / 2)
    assert decided(tiny_corpus, between).outcome == "answered"
    assert decided(risky, between).outcome == "choices"
    assert decided(risky, found(RULE.answer_high_risk)).outcome == "answered"


@pytest.mark.parametrize(
    ("redirect", "outcome"),
    [
        pytest.param(WEATHER, "out_of_scope", id="out of scope"),
        pytest.param(BALANCE, "account", id="account"),
        pytest.param(PERSON, "person", id="person"),
        pytest.param(GREETING, "small_talk", id="small talk"),
        pytest.param(CALLER, "urgent", id="urgent"),
    ],
)
def test_a_likely_redirect_gives_its_reply(
    tiny_corpus: Corpus, redirect: str, outcome: str
) -> None:
    decision = decided(tiny_corpus, found(0.02, redirects={redirect: 0.9}))
    assert (decision.outcome, decision.redirect) == (outcome, redirect)
    assert decision.reply == reply_of(redirect)


def test_an_unlikely_redirect_is_not_given(tiny_corpus: Corpus) -> None:
    decision = decided(tiny_corpus, found(0.4, redirects={WEATHER: 0.45}))
    assert (decision.outcome, decision.reply) == ("choices", None)


def test_redirects_of_one_outcome_count_together(tiny_corpus: Corpus) -> None:
    redirects = dict(tiny_corpus.redirects)
    redirects["redirects/sport"] = replace(redirects[WEATHER], id="redirects/sport")
    both = replace(tiny_corpus, redirects=redirects)
    decision = decided(both, found(0.1, redirects={WEATHER: 0.3, "redirects/sport": 0.35}))
    assert (decision.outcome, decision.redirect) == ("out_of_scope", "redirects/sport")


def test_danger_comes_before_all(tiny_corpus: Corpus) -> None:
    ranked = found(0.99, redirects={CALLER: 0.5, PERSON: 0.9, BALANCE: 0.9, GREETING: 0.9})
    decision = decided(tiny_corpus, ranked)
    assert (decision.outcome, decision.entries) == ("urgent", ())
    assert decision.reply == reply_of(CALLER)


def test_a_sure_answer_comes_before_any_other_redirect(tiny_corpus: Corpus) -> None:
    ranked = found(0.95, redirects={PERSON: 0.6, BALANCE: 0.6, GREETING: 0.6, WEATHER: 0.6})
    assert decided(tiny_corpus, ranked).outcome == "answered"


def test_an_account_is_told_where_to_look_meanwhile(tiny_corpus: Corpus) -> None:
    ranked = found(0.1, (REFUND, 0.1), (EXTENSION, 0.0001), redirects={BALANCE: 0.8})
    decision = decided(tiny_corpus, ranked)
    assert (decision.outcome, decision.entries) == ("account", (REFUND,))
    other = decided(tiny_corpus, found(0.1, (REFUND, 0.1), redirects={PERSON: 0.8}))
    assert (other.outcome, other.entries) == ("person", ())


@pytest.mark.parametrize(
    ("other", "outcome"),
    [pytest.param(0.2, "account", id="likeliest"), pytest.param(0.45, "choices", id="second")],
)
def test_an_account_needs_less_than_other_redirects(
    tiny_corpus: Corpus, other: float, outcome: str
) -> None:
    ranked = found(0.3, (REFUND, 0.1), redirects={BALANCE: 0.42, WEATHER: other})
    assert decided(tiny_corpus, ranked).outcome == outcome


@pytest.mark.parametrize(("out_of_scope", "outcome"), [(0.3, "out_of_scope"), (0.02, "unanswered")])
def test_a_weak_match_is_out_of_scope_where_that_is_likelier(
    tiny_corpus: Corpus, out_of_scope: float, outcome: str
) -> None:
    ranked = found(0.05, (EXTENSION, 0.05), redirects={WEATHER: out_of_scope})
    assert decided(tiny_corpus, ranked).outcome == outcome


def test_an_entry_is_never_given_for_a_year_it_does_not_hold_for(tiny_corpus: Corpus) -> None:
    ranked = found(0.95, (DEDUCTION, 0.9), (EXTENSION, 0.08))
    decision = decided(tiny_corpus, ranked, 2019)
    assert (decision.outcome, decision.entries) == ("choices", (EXTENSION,))
    assert decision.tax_year == 2019
    assert decided(tiny_corpus, found(0.95, (DEDUCTION, 0.9)), 2019).outcome == "unanswered"
    assert decided(tiny_corpus, ranked, 2026).entries == (DEDUCTION,)


@pytest.mark.parametrize("most", [2, 3])
def test_at_most_so_many_choices(tiny_corpus: Corpus, most: int) -> None:
    ranked = found(0.4, (EXTENSION, 0.3), (REFUND, 0.3), (DEDUCTION, 0.3))
    fewer = retrieval_settings(most_choices=most)
    decision = decide(ranked, tiny_corpus, YearChoice(None, TODAY), fewer)
    assert (decision.outcome, len(decision.entries)) == ("choices", most)


def test_a_paused_entry_gives_its_notice_in_place_of_the_answer(tiny_corpus: Corpus) -> None:
    paused = with_entry(tiny_corpus, EXTENSION, paused="New guidance expected")
    decision = decided(paused, found(0.95))
    assert (decision.outcome, decision.entries) == ("unanswered", ())
    assert decision.notice == "New guidance expected"
    picked = pick(paused.entries[EXTENSION], YearChoice(None, TODAY))
    assert (picked.outcome, picked.notice) == ("unanswered", "New guidance expected")


def test_a_paused_entry_that_was_not_the_best_changes_nothing(tiny_corpus: Corpus) -> None:
    paused = with_entry(tiny_corpus, REFUND, paused="New guidance expected")
    decision = decided(paused, found(0.95))
    assert (decision.outcome, decision.notice) == ("answered", None)


def test_a_person_is_offered_where_the_entry_says_so(tiny_corpus: Corpus) -> None:
    offering = with_entry(tiny_corpus, EXTENSION, offer_person=True)
    assert decided(offering, found(0.95)).offer_person
    assert pick(offering.entries[EXTENSION], YearChoice(None, TODAY)).offer_person


def test_the_year_is_asked_for_once_and_then_given(tiny_corpus: Corpus) -> None:
    yearly = with_entry(tiny_corpus, EXTENSION, tax_years=frozenset({2023, 2024}))
    asked = decided(yearly, found(0.95))
    assert (asked.outcome, asked.entries, asked.years) == ("choices", (EXTENSION,), (2024, 2023))
    named = decided(yearly, found(0.95), 2024)
    assert (named.outcome, named.entries, named.years) == ("answered", (EXTENSION,), ())
    picked = pick(yearly.entries[EXTENSION], YearChoice(None, TODAY))
    assert (picked.outcome, picked.years) == ("choices", (2024, 2023))
    assert pick(yearly.entries[EXTENSION], YearChoice(2023, TODAY)).outcome == "answered"


def test_no_pick_gives_an_entry_for_another_year(tiny_corpus: Corpus) -> None:
    later = with_entry(tiny_corpus, EXTENSION, tax_years=frozenset({2026})).entries[EXTENSION]
    assert pick(later, YearChoice(2025, TODAY)).outcome == "unanswered"
    assert pick(later, YearChoice(2026, TODAY)).outcome == "answered"
    assert pick(None, YearChoice(None, TODAY)).outcome == "unanswered"
