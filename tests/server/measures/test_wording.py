"""Tests of how figures are told."""

import pytest

from server.measures.figures import Figures
from server.measures.wording import duration, percent, told
from tests.server.measures.history import OCTOBER


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "under 1 min"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (3900, "1 h 5 min"),
        (86400, "1 day"),
        (2 * 86400 + 4 * 3600 + 59, "2 days 4 h"),
    ],
)
def test_a_time_is_told_in_two_units(seconds: float, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("share", "words"),
    [(0, "0%"), (0.001, "1%"), (0.5, "50%"), (0.999, "99%"), (1, "100%")],
)
def test_all_and_none_are_told_of_all_and_none_alone(share: float, words: str) -> None:
    assert percent(share) == words


def test_nothing_to_make_a_figure_of_is_a_dash() -> None:
    figures = Figures(OCTOBER)
    assert [told(figures, key) for key in ("asked", "helpful_share", "close_p90")] == [
        "0",
        "–",
        "–",
    ]
