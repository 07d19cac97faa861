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
        pytest.param("is the 2000 kid credit per child", None, id="a round amount"),
        pytest.param("too rich for the 2000 kid credit", None, id="a round amount after for"),
        pytest.param("do i get the full 2000 for him", None, id="an amount without a sign"),
        pytest.param("credit of $ 2025", None, id="an amount after a gap"),
        pytest.param("owe 2,025 to them", None, id="an amount with a comma"),
        pytest.param("is 2024 dollars too much", None, id="dollars in words"),
        pytest.param("what about 2025", 2025, id="about a year"),
        pytest.param("is it only 2025", 2025, id="only a year"),
        pytest.param("more than 2000 in tips", None, id="more than"),
        pytest.param("made 2025 at a side job", None, id="earned"),
        pytest.param("drove 2019 miles", None, id="miles"),
        pytest.param("is it 2000 each", None, id="each"),
        pytest.param("i got 2025 forms", None, id="a count"),
        pytest.param("i got 2024 taxes done", 2024, id="a year, for it names taxes"),
        pytest.param("i owe 2023 taxes", 2023, id="owed taxes of a year"),
        pytest.param("the 2024 child tax credit", 2024, id="a credit of a year"),
        pytest.param("standard deduction in 1998", 1998, id="long ago"),
        pytest.param("2009 tax return", 2009, id="an old return"),
        pytest.param("for tax year 2010", 2010, id="an old tax year"),
        pytest.param("sold the house I bought in 1998", None, id="an old event"),
        pytest.param("born 1958, am I a senior", None, id="an old birth"),
        pytest.param("retired in 2011, do I file", None, id="an old change"),
        pytest.param("a limit of 2050", None, id="far ahead"),
    ],
)
def test_the_year(text: str, year: int | None) -> None:
    assert asked_tax_year(text) == year
