"""Owns the suppression of small counts in what is published.

1. A count under 10, zero among them, is shown as "<10".
2. Counts add up, topics to their total and outcomes to the questions asked. In every such sum that
   has a count hidden by rule 1, further parts (the smallest that is enough), and at last the sum
   itself, are withheld until each hidden one could be any of five numbers or more for all the sum
   tells.
3. Where the sums taken together still give a hidden count away, by subtraction or because their
   bounds leave a single number, one more is withheld.
4. A share or a time made of a hidden count is withheld.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

SMALLEST_SHOWN = 10
# Between the least and the most that a hidden count could be: five numbers.
_LEAST_ROOM = 4
# Tables that would look the same, drawn at random, before the cells left over are tried singly.
_TABLES_DRAWN = 12
Matrix = NDArray[np.float64]
SMALL, WITHHELD = "<10", "withheld"
Cell = TypeVar("Cell", bound=Hashable)


@dataclass(frozen=True)
class Sum(Generic[Cell]):
    """What adds up: the parts make the whole."""

    whole: Cell
    parts: tuple[Cell, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        return (*self.parts, self.whole)


def hidden_cells(counts: Mapping[Cell, int], sums: Sequence[Sum[Cell]]) -> set[Cell]:
    """The cells that are not shown: small ones, and those withheld for their sake."""
    hidden = {cell for cell, count in counts.items() if count < SMALLEST_SHOWN}
    while True:
        more = _withheld_in_sums(counts, sums, hidden) or _withheld_together(counts, sums, hidden)
        if not more:
            return hidden
        hidden |= more


def shown(counts: Mapping[Cell, int], hidden: Iterable[Cell]) -> dict[Cell, int | str]:
    """The counts as they may be published."""
    kept = set(hidden)
    return {
        cell: count if cell not in kept else SMALL if count < SMALLEST_SHOWN else WITHHELD
        for cell, count in counts.items()
    }


def _withheld_in_sums(
    counts: Mapping[Cell, int], sums: Sequence[Sum[Cell]], hidden: set[Cell]
) -> set[Cell]:
    more: set[Cell] = set()
    for each in sums:
        if not _gives_away(counts, each, hidden):
            continue
        still = sorted(
            (cell for cell in each.parts if cell not in hidden), key=lambda cell: counts[cell]
        )
        enough = (cell for cell in still if not _gives_away(counts, each, hidden | {cell}))
        more.add(next(enough, still[0] if still else each.whole))
    return more


def _gives_away(counts: Mapping[Cell, int], each: Sum[Cell], hidden: set[Cell]) -> bool:
    """Whether the sum alone leaves one of its hidden small cells too few numbers."""
    gone = [cell for cell in each.parts if cell in hidden]
    if each.whole in hidden:
        # All parts shown would add up to it; of a small whole every part is small.
        return not gone and bool(each.parts)
    if not gone:
        return False
    rest = counts[each.whole] - sum(counts[cell] for cell in each.parts if cell not in hidden)
    small = sum(counts[cell] < SMALLEST_SHOWN for cell in gone)
    large = len(gone) - small
    if not small:
        return len(gone) == 1
    most = min(SMALLEST_SHOWN - 1, rest - SMALLEST_SHOWN * large)
    least = 0 if large else max(0, rest - (SMALLEST_SHOWN - 1) * (small - 1))
    return most - least < _LEAST_ROOM


def _withheld_together(
    counts: Mapping[Cell, int], sums: Sequence[Sum[Cell]], hidden: set[Cell]
) -> set[Cell]:
    """One more cell of a sum that helps to work a hidden one out; none where nothing can be."""
    found = recoverable(sums, hidden) or pinned(counts, sums, hidden)
    # Of a sum of theirs, or else of one that bears on these.
    for wanted in (found, hidden) if found else ():
        for each in sums:
            still = [cell for cell in each.cells if cell not in hidden]
            if still and any(cell in wanted for cell in each.cells):
                return {min(still, key=lambda cell: counts[cell])}
    return set()


def recoverable(sums: Sequence[Sum[Cell]], hidden: set[Cell]) -> set[Cell]:
    """The hidden cells that adding and subtracting what is shown gives away exactly."""
    _, matrix, _ = _equations({}, sums, hidden)
    # A cell is fixed by the equations when no direction that they leave free moves it.
    _, sizes, directions = np.linalg.svd(matrix, full_matrices=True)
    rank = int((sizes > 1e-9).sum())
    free = np.abs(directions[rank:]).max(axis=0, initial=0.0)
    return {cell for cell, room in zip(_ordered(hidden), free, strict=True) if room < 1e-9}


def pinned(counts: Mapping[Cell, int], sums: Sequence[Sum[Cell]], hidden: set[Cell]) -> set[Cell]:
    """The hidden small cells for which all sums and bounds together leave a single number."""
    cells, matrix, right = _equations(counts, sums, hidden)
    small = [place for place, cell in enumerate(cells) if counts[cell] < SMALLEST_SHOWN]
    bounds = [
        (0, SMALLEST_SHOWN - 1) if counts[cell] < SMALLEST_SHOWN else (SMALLEST_SHOWN, None)
        for cell in cells
    ]
    least, most = np.full(len(cells), np.inf), np.full(len(cells), -np.inf)

    def try_for(aims: Matrix) -> None:
        """Widens what is known of every cell by one more table that would look the same."""
        found = linprog(aims, A_eq=matrix, b_eq=right, bounds=bounds).x
        np.minimum(least, found, out=least)
        np.maximum(most, found, out=most)

    drawn = np.random.default_rng(0)
    for _ in range(_TABLES_DRAWN if small else 0):
        aims = np.zeros(len(cells))
        aims[small] = drawn.normal(size=len(small))
        try_for(aims)
    for place in small:
        for sign in (1.0, -1.0):
            if most[place] - least[place] < 1:
                try_for(sign * np.eye(len(cells))[place])
    return {cells[place] for place in small if most[place] - least[place] < 1 - 1e-6}


def _ordered(hidden: set[Cell]) -> list[Cell]:
    return sorted(hidden, key=repr)


def _equations(
    counts: Mapping[Cell, int], sums: Sequence[Sum[Cell]], hidden: set[Cell]
) -> tuple[list[Cell], Matrix, Matrix]:
    """The hidden cells, and for each sum with one of them what they add up to. Without counts the
    last is not to be used.
    """
    cells = _ordered(hidden)
    columns = {cell: place for place, cell in enumerate(cells)}
    touched = [each for each in sums if any(cell in columns for cell in each.cells)]
    matrix, right = np.zeros((len(touched), len(columns))), np.zeros(len(touched))
    for row, each in enumerate(touched):
        for cell in each.cells:
            sign = -1.0 if cell == each.whole else 1.0
            if cell in columns:
                matrix[row, columns[cell]] += sign
            else:
                right[row] -= sign * counts.get(cell, 0)
    return cells, matrix, right
