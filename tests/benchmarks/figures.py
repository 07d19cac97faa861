"""Owns how a figure is written: three digits that count, thousands apart."""

from tests.benchmarks.results import Cell


def shown(cell: Cell) -> str:
    """A dash for None; text as it is."""
    if cell is None:
        return "–"
    if isinstance(cell, str):
        return cell
    if isinstance(cell, int) or abs(cell) >= 100:
        return f"{cell:,.0f}"
    return f"{cell:.3g}" if abs(cell) >= 0.001 or cell == 0 else f"{cell:.1e}"


def shown_percent(percent: float | None) -> str:
    """Signed; empty for None."""
    return "" if percent is None else f"{percent:+.0f} %"
