"""The retriever: from a question to a decision and an answer for the right year."""

from dataclasses import replace
from pathlib import Path

import pytest

from embeddings.corpus import Corpus
from embeddings.index import build_index, load_index
from embeddings.retriever import Retriever
from tests.factories import DEDUCTION, EXTENSION, REFUND, TODAY, retrieval_settings
from tests.fakes import WordEncoder


@pytest.fixture
def retriever(corpus: Corpus, encoder: WordEncoder, tmp_path: Path) -> Retriever:
    build_index(corpus, encoder, tmp_path / "index")
    index = load_index(tmp_path / "index", corpus, encoder.name)
    return Retriever(corpus, index, encoder, retrieval_settings(), lambda: TODAY)


def test_one_candidate_an_entry_best_first(retriever: Retriever) -> None:
    candidates = retriever.search("how much is the standard deduction")
    assert candidates[0].entry_id == DEDUCTION
    assert len({candidate.entry_id for candidate in candidates}) == len(candidates) == 3
    scores = [candidate.score for candidate in candidates]
    assert scores == sorted(scores, reverse=True)


def test_its_own_question_is_answered(retriever: Retriever) -> None:
    decision = retriever.ask("How do I get more time to file?")
    assert (decision.outcome, decision.entries) == ("answered", (EXTENSION,))


def test_words_from_elsewhere_are_not_answered(retriever: Retriever) -> None:
    assert retriever.ask("zebra quagga okapi").outcome == "out_of_scope"


def test_the_year_asked_for_reaches_the_answer(retriever: Retriever) -> None:
    decision = retriever.ask("How much is the standard deduction for 2026?")
    assert decision.tax_year == 2026
    answer = retriever.answer(DEDUCTION, decision.tax_year)
    assert "$16,100" in answer.markdown
    assert "$15,750" not in answer.markdown
    assert answer.tax_year == 2026


def test_without_a_year_both_are_named(retriever: Retriever) -> None:
    answer = retriever.answer(DEDUCTION, None)
    assert "$15,750 (2026: $16,100)" in answer.markdown
    assert answer.tax_year == 2025


def test_an_answer_without_figures_has_no_year(retriever: Retriever) -> None:
    assert retriever.answer(REFUND, None).tax_year is None


def test_an_unknown_entry_is_an_error(retriever: Retriever) -> None:
    with pytest.raises(KeyError):
        retriever.answer("no/such", None)


def test_an_answer_for_one_year_only_names_no_other(retriever: Retriever) -> None:
    entries = dict(retriever.corpus.entries)
    for year, amount, other in ((2025, "$15,750", "$16,100"), (2026, "$16,100", "$15,750")):
        entries[DEDUCTION] = replace(entries[DEDUCTION], tax_years=frozenset({year}))
        retriever.corpus = replace(retriever.corpus, entries=entries)
        answer = retriever.answer(DEDUCTION, None)
        assert answer.tax_year == year
        assert amount in answer.markdown
        assert other not in answer.markdown


def test_a_decision_names_the_content_it_was_made_from(retriever: Retriever) -> None:
    digest = retriever.corpus.digest
    assert retriever.ask("more time").generation == digest
    assert retriever.pick(EXTENSION, None).generation == digest
