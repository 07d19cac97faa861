"""Tests of masking on random texts: what holds for any of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.privacy.identifiers import IdentifierRecognizer
from server.privacy.masking import Masker
from server.privacy.recognizers import is_card, is_itin, is_routing

SIGNS = ["", "-", " ", ".", "/", "_", " - ", "–", "\u00a0", "--"]
LEADS = ["", "ssn ", "my social is ", "SSN: ", "here: ", "hi, ", "(", "for 2024, "]
ENDS = ["", ".", " thanks", ", how do I file?", ")", "\nWhere is my refund?"]
WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


@pytest.fixture(scope="module")
def masker() -> Masker:
    return Masker(IdentifierRecognizer())


digits = st.text("0123456789", min_size=9, max_size=9)


@settings(deadline=None, max_examples=300)
@given(typed=st.text(st.sampled_from("0123456789 -./,()ssnacctpirouting#:\n$P[]"), max_size=60))
def test_masking_twice_is_masking_once(masker: Masker, typed: str) -> None:
    once = masker.mask(typed).text
    again = masker.mask(once)
    assert again.text == once
    assert again.kinds == ()


@settings(deadline=None, max_examples=300)
@given(digits, st.sampled_from(SIGNS), st.sampled_from(LEADS), st.sampled_from(ENDS))
def test_no_ssn_or_itin_survives(
    masker: Masker, number: str, sign: str, lead: str, end: str
) -> None:
    typed = sign.join((number[:3], number[3:5], number[5:]))
    masked = masker.mask(f"{lead}{typed}{end}").text
    assert not any(sign.isdigit() for sign in masked.replace("for 2024", "")), masked
    assert masked.startswith(lead)
    assert masked.endswith(end)


@settings(deadline=None, max_examples=200)
@given(digits, st.sampled_from([" ", ", ", "-", " - "]))
def test_no_ssn_in_words_survives(masker: Masker, number: str, sign: str) -> None:
    spoken = sign.join(WORDS[int(digit)] for digit in number)
    assert not any(word in masker.mask(f"my ssn is {spoken}").text for word in WORDS)


@settings(deadline=None, max_examples=200)
@given(
    st.sampled_from("3456"),
    st.text("0123456789", min_size=14, max_size=14),
    st.sampled_from(["", " ", "-", ".", "/"]),
)
def test_no_card_survives(masker: Masker, first: str, rest: str, sign: str) -> None:
    number = next(n for n in (f"{first}{rest}{check}" for check in range(10)) if is_card(n))
    typed = sign.join(number[at : at + 4] for at in range(0, 16, 4))
    assert masker.mask(f"charge {typed} please").text == "charge [CARD] please"


@settings(deadline=None, max_examples=200)
@given(digits, st.integers(1, 8))
def test_no_ssn_cut_over_two_messages_survives(masker: Masker, number: str, at: int) -> None:
    first, last = f"my ssn is {number[:at]}", number[at:]
    stored = masker.mask(first)
    masked = masker.mask(last, [stored.text])
    left = [sign for sign in masked.text + masked.before[0] if sign.isdigit()]
    # Eight of nine digits are masked as a typing error; one says nothing.
    assert len(left) <= 1


@pytest.mark.parametrize(
    ("number", "is_one"), [("021000021", True), ("021000022", False), ("501000021", False)]
)
def test_routing_numbers_have_a_check_digit_and_a_district(number: str, is_one: bool) -> None:
    assert is_routing(number) is is_one


@pytest.mark.parametrize(
    ("number", "is_one"),
    [("912701234", True), ("912491234", False), ("912931234", False), ("812701234", False)],
)
def test_itins_have_ranges(number: str, is_one: bool) -> None:
    assert is_itin(number) is is_one
