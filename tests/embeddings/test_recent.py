"""Tests of what is kept of the latest texts, and of what is therefore not encoded again."""

from embeddings.corpus import Corpus
from embeddings.follow_ups import Context
from embeddings.index import Index
from embeddings.recent import Recent
from embeddings.retriever import Retriever
from tests.factories import DEDUCTION, REFUND, question_of, retrieval_settings
from tests.fakes import WordEncoder

BEFORE = Context("how much is the standard deduction for 2026", DEDUCTION, 2026)
TWO = "Where is my refund? How do I get more time to file?"


def test_what_was_not_used_for_longest_goes_first() -> None:
    recent: Recent[int] = Recent(2)
    recent.put("one", 1)
    recent.put("two", 2)
    assert recent.get("one") == 1
    recent.put("three", 3)
    assert [recent.get(text) for text in ("one", "two", "three")] == [1, None, 3]
    assert len(recent) == 2


def test_no_text_is_kept() -> None:
    recent: Recent[int] = Recent(2)
    recent.put("what somebody typed", 1)
    assert "somebody" not in repr(vars(recent))


def test_the_same_text_is_encoded_once_in_a_turn(tiny_corpus: Corpus, tiny_index: Index) -> None:
    encoder = WordEncoder()
    retriever = Retriever(tiny_corpus, tiny_index, encoder, retrieval_settings())
    retriever.urgent_reply("where is my refund")
    retriever.ask("where is my refund")
    assert encoder.encoded == 1


def test_the_parts_of_a_message_are_encoded_with_it(tiny_corpus: Corpus, tiny_index: Index) -> None:
    encoder = WordEncoder()
    retriever = Retriever(tiny_corpus, tiny_index, encoder, retrieval_settings())
    retriever.urgent_reply(TWO)
    retriever.ask(TWO)
    assert (encoder.calls, encoder.encoded) == (1, 3)


def test_the_question_before_is_read_where_a_message_may_lean_on_it(
    tiny_corpus: Corpus, tiny_index: Index
) -> None:
    encoder = WordEncoder()
    retriever = Retriever(tiny_corpus, tiny_index, encoder, retrieval_settings())
    retriever.ask(question_of(REFUND), BEFORE)
    assert (encoder.calls, encoder.encoded) == (1, 1)
    retriever.ask("and if married?", BEFORE)
    assert (encoder.calls, encoder.encoded) == (3, 4)
