"""Lexical search: tax terms in all their spellings, and shares between 0 and 1."""

import bm25s
import pytest

from embeddings.lexical import LexicalIndex, terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("W-2", "w2", id="W-2"),
        pytest.param("w 4", "W-4", id="W-4"),
        pytest.param("1099-K", "1099 k", id="1099-K"),
        pytest.param("Form 1099NEC", "form 1099-nec", id="1099-NEC"),
        pytest.param("1040X", "1040-x", id="1040-X"),
        pytest.param("401(k)", "401 k", id="401(k)"),
        pytest.param("CP2000", "cp 2000", id="CP2000"),
        pytest.param("Sched. C", "schedule c", id="Schedule C"),
        pytest.param("refunds", "refund", id="plural"),
    ],
)
def test_one_term_many_spellings(one: str, other: str) -> None:
    assert terms(one) == terms(other) != []


def test_words_without_meaning_are_dropped() -> None:
    assert terms("what is the") == []


def index() -> LexicalIndex:
    return LexicalIndex([("My W-2 never came",), ("Where is my refund", "refund late")])


def test_the_document_with_the_words_has_the_highest_share() -> None:
    shares = index().shares("didnt get my w2")
    assert int(shares.argmax()) == 0
    assert ((shares >= 0) & (shares <= 1)).all()


def test_words_nobody_used_lower_the_share() -> None:
    assert index().shares("refund")[1] > index().shares("refund giraffe")[1]


def test_nothing_known_finds_nothing() -> None:
    assert index().shares("giraffe").tolist() == [0, 0]
    assert index().shares("").tolist() == [0, 0]
    assert LexicalIndex([]).shares("refund").tolist() == []


def test_the_scores_are_those_of_bm25() -> None:
    documents = [("refund late", "where is my refund"), ("late payment",), ("refund of a payment",)]
    reference = bm25s.BM25(k1=1.2, b=0.75)
    words = [[term for text in texts for term in terms(text)] for texts in documents]
    reference.index(words, show_progress=False)
    expected = reference.get_scores(terms("late refund"))
    shares = LexicalIndex(documents).shares("late refund")
    assert shares / shares.max() == pytest.approx(expected / expected.max(), abs=1e-6)
