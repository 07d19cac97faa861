"""Lexical search: tax terms in all their spellings, and shares between 0 and 1."""

import pytest

from embeddings.index import Passage
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
    return LexicalIndex(
        [
            Passage("a/w2", "question", "My W-2 never came"),
            Passage("a/refund", "question", "Where is my refund"),
        ]
    )


def test_the_entry_with_the_words_scores_highest() -> None:
    scores = index().scores("didnt get my w2")
    assert max(scores, key=scores.__getitem__) == "a/w2"
    assert all(0 < score <= 1 for score in scores.values())


def test_words_nobody_used_lower_the_share() -> None:
    assert index().scores("refund")["a/refund"] > index().scores("refund giraffe")["a/refund"]


def test_nothing_known_finds_nothing() -> None:
    assert index().scores("giraffe") == {}
    assert index().scores("") == {}
