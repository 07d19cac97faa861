"""Tests of what is made of counts and times."""

import pytest

from server.measures.figures import quantile


@pytest.mark.parametrize(
    ("values", "share", "found"),
    [
        pytest.param([], 0.5, None, id="none"),
        pytest.param([7], 0.5, 7, id="one"),
        pytest.param([1, 2], 0.5, 1, id="half of two"),
        pytest.param([3, 1, 2], 0.5, 2, id="the middle of three"),
        pytest.param(list(range(1, 11)), 0.9, 9, id="nine of ten"),
        pytest.param(list(range(1, 12)), 0.9, 10, id="nine tenths of eleven"),
    ],
)
def test_at_least_the_share_is_at_most_the_quantile(
    values: list[float], share: float, found: float | None
) -> None:
    assert quantile(values, share) == found
