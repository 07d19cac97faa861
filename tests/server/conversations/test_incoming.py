"""Tests of what a typed message may be."""

import pytest

from server.conversations.incoming import (
    EmptyMessage,
    MessageTooLong,
    has_words,
    not_a_command,
    readable,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("where is it", "where is it", id="plain"),
        pytest.param(" a\tb\nc ", "a\tb\nc", id="tabs-and-lines-inside"),
        pytest.param("a\u200bb\u00adc\u0000", "abc", id="zero-width-soft-hyphen-null"),
        pytest.param("e\u0301", "é", id="composed"),
        pytest.param("👩\u200d🌾", "👩\u200d🌾", id="joined-emoji"),
        pytest.param("123\u200d-\ufe0f45", "123-45", id="joiners-between-digits"),
        pytest.param("❤\ufe0f a", "❤\ufe0f a", id="emoji-variation"),
        pytest.param("\ud800a", "a", id="half-a-character"),
    ],
)
def test_a_message_is_kept_without_invisible_characters(typed: str, kept: str) -> None:
    assert readable(typed) == kept


def test_the_length_counts_without_what_is_dropped() -> None:
    assert len(readable("x" * 2000 + "\u200b" * 100 + " " * 100)) == 2000
    with pytest.raises(MessageTooLong):
        readable("x" * 2001)


@pytest.mark.parametrize("typed", ["", " \n", "\u200b", "\u200d\ufe0f \u200d"])
def test_a_message_with_nothing_to_see_is_empty(typed: str) -> None:
    with pytest.raises(EmptyMessage):
        readable(typed)


@pytest.mark.parametrize(
    ("text", "has"),
    [("hello", True), ("1040", True), ("退税", True), ("🙂", False), ("?!", False), ("", False)],
)
def test_words_are_letters_or_digits(text: str, has: bool) -> None:
    assert has_words(text) is has


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        pytest.param("/stop", "stop", id="command"),
        pytest.param("\u00a0/\u2003//stop", "stop", id="spaces-of-every-kind"),
        pytest.param("and/or", "and/or", id="slash-inside"),
        pytest.param("1/2 of it", "1/2 of it", id="fraction"),
        pytest.param("/", "", id="slash-alone"),
    ],
)
def test_a_text_reaches_rasa_without_a_slash_in_front(typed: str, sent: str) -> None:
    assert not_a_command(typed) == sent
