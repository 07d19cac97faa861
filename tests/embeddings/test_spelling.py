"""Slips of the keyboard: mended where the content knows the word, else left alone."""

import pytest

from embeddings.spelling import Spelling

TEXTS = [
    "where is my refund",
    "refund late",
    "an extension to file",
    "is the extension automatic",
    "child tax deduction",
    "deduction for a child",
    "dependent child",
    "dependent parent",
    "once dependant",
    "don't file",
    "the giraffe",
]


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        pytest.param("wheres my refnud", "wheres my refund", id="two letters swapped"),
        pytest.param("refun", "refund", id="a letter missing"),
        pytest.param("refunnd", "refund", id="a letter too many"),
        pytest.param("Refumd?", "refund?", id="capital and mark"),
        pytest.param("an extention", "an extension", id="another letter"),
        pytest.param("deducshun", "deducshun", id="too far off"),
        pytest.param("deductoin", "deduction", id="a long word"),
        pytest.param("dedcutoin", "deduction", id="two slips in a long word"),
        pytest.param("rfeudn", "rfeudn", id="two slips in a short word"),
        pytest.param("fil", "fil", id="too short to tell"),
        pytest.param("dependant", "dependant", id="known, if rare"),
        pytest.param("girafe", "girafe", id="one use may be a slip itself"),
        pytest.param("elephant", "elephant", id="unknown"),
        pytest.param("form 8863, w-2!", "form 8863, w-2!", id="numbers and marks stay"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_words_one_letter_off_are_mended(typed: str, mended: str) -> None:
    assert Spelling([tuple(TEXTS)]).mended(typed) == mended


def test_the_more_common_of_two_equally_near_words_is_meant() -> None:
    spelling = Spelling([("lodging lodging", "logging"), ("logging logging",)])
    assert spelling.mended("loging") == "logging"
    other = Spelling([("lodging lodging lodging", "logging logging")])
    assert other.mended("loging") == "lodging"


def test_without_content_nothing_is_mended() -> None:
    assert Spelling([]).mended("where is my refnud") == "where is my refnud"
