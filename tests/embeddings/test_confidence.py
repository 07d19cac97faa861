"""The decision rule: what is answered, offered, left to a person or turned away."""

import math

import pytest

from embeddings.confidence import Candidate, Decision, decide, probability
from embeddings.corpus import Corpus, load_corpus
from embeddings.settings import RetrievalSettings, load_settings
from tests.factories import DEDUCTION, EXTENSION, REFUND


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
    return decide(candidates, corpus.entries, year, settings())


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
    decision = decide(many, corpus.entries, None, settings().model_copy(update={"decision": rule}))
    assert len(decision.entries) == 2
