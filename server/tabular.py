"""Owns tables as CSV (RFC 4180): no cell of them is run as a formula by a spreadsheet."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence

# The last four are the full-width forms of the first: some spreadsheets take them for the same.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def safe_cell(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would read a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """None is an empty cell, a moment is ISO 8601 in UTC; numbers stay numbers, below 0 too."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([safe_cell(name) for name in header])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return written.getvalue()


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, int | float):
        return value
    return safe_cell(str(value))
