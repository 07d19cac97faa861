"""Tests of CSV: read back by a spreadsheet it must hold text, never a formula."""

import csv
import datetime as dt
import io

import pytest

from server.tabular import csv_text, safe_cell


@pytest.mark.parametrize(
    "text",
    ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1"],
)
def test_a_formula_becomes_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "plain", "a=b", "'=1", " - a dash later", "ü"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


def test_a_table_is_read_back_cell_by_cell() -> None:
    moment = dt.datetime(2026, 11, 23, 9, 5, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    text = csv_text(
        ["name", "count", "when"],
        [['says "hi", twice\nand more', -3, moment], ["=1+1", None, 0.5], ["-2", True, "x"]],
    )
    assert list(csv.reader(io.StringIO(text))) == [
        ["name", "count", "when"],
        ['says "hi", twice\nand more', "-3", "2026-11-23T08:05:00Z"],
        ["'=1+1", "", "0.5"],
        ["'-2", "True", "x"],
    ]


def test_a_header_is_no_formula_either() -> None:
    assert csv_text(["=1"], []) == "'=1\r\n"
