"""Tests of the fields of a ticket."""

import pytest

from actions.ticket_fields import (
    LONGEST_NAME,
    LONGEST_QUESTION,
    InvalidField,
    clean_contact,
    clean_name,
    clean_question,
    has_contact,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("Ana Ruiz", "Ana Ruiz", id="plain"),
        pytest.param("  Ana \n Ruiz ", "Ana Ruiz", id="spaces"),
        pytest.param("My name is Ana Ruiz.", "Ana Ruiz", id="sentence"),
        pytest.param("hi, I'm Ana", "Ana", id="greeting"),
        pytest.param("call me Al", "Al", id="call-me"),
        pytest.param("José Ñúñez-O'Brien", "José Ñúñez-O'Brien", id="accents"),
        pytest.param("李小龍", "李小龍", id="other-script"),
        pytest.param("Q", "Q", id="one-letter"),
        pytest.param("Imani", "Imani", id="starts-like-im"),
        pytest.param("n" * LONGEST_NAME, "n" * LONGEST_NAME, id="longest"),
    ],
)
def test_a_name_is_kept_without_the_words_around_it(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("", id="empty"),
        pytest.param("...", id="punctuation"),
        pytest.param("12345", id="digits"),
        pytest.param("🙂", id="emoji"),
        pytest.param("n" * (LONGEST_NAME + 1), id="too-long"),
    ],
)
def test_what_is_no_name_is_refused(typed: str) -> None:
    with pytest.raises(InvalidField):
        clean_name(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("ana@example.org", "ana@example.org", id="e-mail"),
        pytest.param("It is ana@example.org.", "ana@example.org", id="e-mail-in-a-sentence"),
        pytest.param("<ana@example.org>", "ana@example.org", id="e-mail-in-brackets"),
        pytest.param("Ana.Ruiz+tax@Example.ORG", "Ana.Ruiz+tax@example.org", id="e-mail-domain"),
        pytest.param("202-555-0147", "(202) 555-0147", id="phone-hyphens"),
        pytest.param("(202) 555 0147", "(202) 555-0147", id="phone-brackets"),
        pytest.param("2025550147", "(202) 555-0147", id="phone-digits"),
        pytest.param("+1 202.555.0147", "(202) 555-0147", id="phone-country-code"),
        pytest.param("call me at 202-555-0147 please", "(202) 555-0147", id="phone-in-a-sentence"),
        pytest.param("+44 20 7946 0018", "+44 20 7946 0018", id="phone-abroad"),
        pytest.param("ana@ or 202-555-0147", "(202) 555-0147", id="bad-e-mail-good-phone"),
    ],
)
def test_an_e_mail_or_phone_number_is_found_and_written_one_way(typed: str, kept: str) -> None:
    assert clean_contact(typed) == kept
    assert has_contact(typed)


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("", id="empty"),
        pytest.param("ana at example", id="no-at-sign"),
        pytest.param("ana@example", id="no-top-level-domain"),
        pytest.param("ana@@example.org", id="two-at-signs"),
        pytest.param("555-0147", id="no-area-code"),
        pytest.param("12345", id="few-digits"),
        pytest.param("form 1040 of 2025", id="form-number"),
        pytest.param("by post", id="words"),
    ],
)
def test_what_is_no_contact_is_refused(typed: str) -> None:
    with pytest.raises(InvalidField):
        clean_contact(typed)
    assert not has_contact(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("0123456789", "0123456789", id="shortest"),
        pytest.param("  why is\n\nmy refund late ", "why is my refund late", id="spaces"),
        pytest.param("x" * LONGEST_QUESTION, "x" * LONGEST_QUESTION, id="longest"),
    ],
)
def test_a_question_is_kept_on_one_line(typed: str, kept: str) -> None:
    assert clean_question(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("", id="empty"),
        pytest.param("refund?", id="too-short"),
        pytest.param("why " + " " * 20, id="short-but-for-spaces"),
        pytest.param("x" * (LONGEST_QUESTION + 1), id="too-long"),
    ],
)
def test_what_is_no_question_is_refused(typed: str) -> None:
    with pytest.raises(InvalidField):
        clean_question(typed)
