"""Which tax year a question names."""

import pytest

from embeddings.tax_years import asked_tax_year


@pytest.mark.parametrize(
    ("text", "year"),
    [
        pytest.param("standard deduction 2024", 2024, id="bare"),
        pytest.param("how much was it for tax year 2025?", 2025, id="tax year"),
        pytest.param("when is tax day 2027", 2026, id="tax day is in the next year"),
        pytest.param("what is due in april 2027", 2026, id="due in"),
        pytest.param("how much is it", None, id="none"),
        pytest.param("is it the same in 2025 and 2026", None, id="two"),
        pytest.param("2025 or 2025?", 2025, id="one, twice"),
        pytest.param("my son was born in 2026", None, id="an event"),
        pytest.param("we married in november 2025", None, id="a month"),
        pytest.param("moved on March 3, 2025", None, id="a date"),
        pytest.param("I owe $2025", None, id="an amount"),
        pytest.param("on 01/02/2025", None, id="a date in numbers"),
        pytest.param("notice 2025-12", None, id="a notice's number"),
    ],
)
def test_the_year(text: str, year: int | None) -> None:
    assert asked_tax_year(text) == year
