"""Tests of asides: the question is left, and nothing is lost where none was asked."""

import pytest

from server.privacy.asides import without_asides


@pytest.mark.parametrize(
    ("masked", "asked"),
    [
        ("my ssn is [SSN], how do I get an extension", "how do I get an extension"),
        ("my ssn is [SSN] how do I get an extension", "how do I get an extension"),
        ("How do I file? My preparer is [PTIN].", "How do I file?"),
        ("[ITIN] is my itin, can I file", "can I file"),
        ("Hello. My ssn is [SSN]. Where is my refund?", "Hello. Where is my refund?"),
        ("is [SSN] mine?", "is [SSN] mine?"),
        ("can I pay with [CARD]", "can I pay with [CARD]"),
        ("my ssn is [SSN]", "my ssn is [SSN]"),
        ("my ssn is [SSN], refund", "my ssn is [SSN], refund"),
        ("my refund, my ssn, where is it", "my refund, my ssn, where is it"),
        ("", ""),
    ],
)
def test_the_question_is_left(masked: str, asked: str) -> None:
    assert without_asides(masked) == asked
