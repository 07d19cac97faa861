"""Tests of choices said by their place."""

import pytest

from server.conversations.places import LAST, place_of


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("1", 1),
        ("#2", 2),
        ("2nd", 2),
        ("the third one", 3),
        ("number four, please", 4),
        ("I mean the first question", 1),
        ("the last one", LAST),
        ("la última", LAST),
        ("5", None),
        ("12", None),
        ("first time filer", None),
        ("1099", None),
        ("one more question", None),
        ("the last day to file", None),
        ("", None),
    ],
)
def test_place(text: str, place: int | None) -> None:
    assert place_of(text) == place
