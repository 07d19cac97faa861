"""Tests of the suppression: what it hides, and that nobody can work it out."""

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from server.measures.figures import NO_TOPIC
from server.measures.monthly import ALL, sums
from server.measures.suppression import SMALL, WITHHELD, Sum, hidden_cells, shown

ABC = [Sum("total", ("a", "b", "c"))]


def told(**parts: int) -> dict[str, int | str]:
    counts = {**parts, "total": sum(parts.values())}
    return shown(counts, hidden_cells(counts, ABC))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        pytest.param((20, 30, 40), (20, 30, 40, 90), id="nothing is small"),
        pytest.param((9, 12, 40), (SMALL, WITHHELD, 40, 61), id="one is small: one more goes"),
        pytest.param((0, 50, 40), (SMALL, 50, WITHHELD, 90), id="zero is small: the least goes"),
        pytest.param((5, 4, 40), (SMALL, SMALL, 40, 49), id="two small ones hide each other"),
        pytest.param((9, 9, 40), (SMALL, SMALL, WITHHELD, 58), id="18 of two: both would be 9"),
        pytest.param((6, 7, 40), (SMALL, SMALL, 40, 53), id="13 of two: each is from 4 to 9"),
        pytest.param((4, 10, 40), (SMALL, WITHHELD, 40, 54), id="the least is enough: 0 to 4"),
        pytest.param((3, 10, 40), (SMALL, 10, WITHHELD, 53), id="the least is too little"),
        pytest.param((1, 1, 40), (SMALL, SMALL, WITHHELD, 42), id="2 of two: neither could be 9"),
        pytest.param((8, 9, 7), (SMALL, SMALL, SMALL, WITHHELD), id="24 of three: none could be 0"),
        pytest.param((2, 3, 1), (SMALL, SMALL, SMALL, SMALL), id="all is small"),
    ],
)
def test_a_small_count_cannot_be_taken_from_the_total(
    parts: tuple[int, int, int], expected: tuple[object, ...]
) -> None:
    a, b, c = parts
    assert tuple(told(a=a, b=b, c=c).values()) == expected


def test_tables_that_cross_do_not_give_a_cell_away_together() -> None:
    """Rows and columns that hide two each can still be solved: the sums are taken together."""
    counts = {"x1": 3, "x2": 5, "x3": 40, "y1": 4, "y2": 60, "y3": 50, "z1": 70, "z2": 6, "z3": 80}
    lines = [Sum(row, tuple(f"{row}{column}" for column in "123")) for row in "xyz"]
    lines += [Sum(column, tuple(f"{row}{column}" for row in "xyz")) for column in "123"]
    for line in lines:
        counts[line.whole] = sum(counts[part] for part in line.parts)
    hidden = hidden_cells(counts, lines)
    assert {"x1", "x2", "y1", "z2"} < hidden
    assert solvable(counts, lines, hidden) == set()
    assert narrowed(counts, lines, hidden) == set()


def solvable(
    counts: Mapping[Any, int],
    lines: Sequence[Sum[Any]],
    hidden: set[Any],
) -> set[Any]:
    """The hidden cells that elimination with whole fractions finds: written anew, to compare."""
    columns = sorted(hidden, key=repr)
    rows = [
        [Fraction(line.parts.count(cell) - (line.whole == cell)) for cell in columns]
        for line in lines
    ]
    pivots: list[list[Fraction]] = []
    for column in range(len(columns)):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        pivot = [value / pivot[column] for value in pivot]
        rows = [_less(row, pivot, column) for row in rows]
        pivots = [_less(row, pivot, column) for row in pivots] + [pivot]
    alone = [row for row in pivots if sum(map(bool, row)) == 1]
    return {columns[next(i for i, value in enumerate(row) if value)] for row in alone}


def _less(row: list[Fraction], pivot: list[Fraction], column: int) -> list[Fraction]:
    factor = row[column]
    return [a - factor * b for a, b in zip(row, pivot, strict=True)] if factor else row


def narrowed(
    counts: Mapping[Any, int],
    lines: Sequence[Sum[Any]],
    hidden: set[Any],
    room: int = 1,
) -> set[Any]:
    """The small cells that all that is shown, with its bounds, leaves less room than this."""
    known = dict(counts)
    columns = sorted(hidden, key=repr)
    left, right = [], []
    for line in lines:
        left.append([line.parts.count(cell) - (line.whole == cell) for cell in columns])
        parts = sum(known[cell] for cell in line.parts if cell not in hidden)
        right.append((0 if line.whole in hidden else known[line.whole]) - parts)
    bounds = [(0, 9) if known[cell] < 10 else (10, None) for cell in columns]
    found = set()
    for place, cell in enumerate(columns):
        if known[cell] >= 10:
            continue
        least, most = (
            sign * linprog(
                [sign * (each == place) for each in range(len(columns))],
                A_eq=left, b_eq=right, bounds=bounds,
            ).fun
            for sign in (1, -1)
        )  # fmt: skip
        if most - least < room - 1e-6:
            found.add(cell)
    return found


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=6))
def test_in_one_sum_each_small_count_could_be_any_of_five_numbers(parts: list[int]) -> None:
    cells = [f"p{place}" for place in range(len(parts))]
    counts = dict(zip(cells, parts, strict=True)) | {"total": sum(parts)}
    lines = [Sum("total", tuple(cells))]
    hidden = hidden_cells(counts, lines)
    assert {cell for cell, count in counts.items() if count < 10} <= hidden
    assert solvable(counts, lines, hidden) == set()
    assert narrowed(counts, lines, hidden, room=4) == set()


@pytest.mark.parametrize("seed", [0, 1, 2, 7, 33, 42, 116, 143, 149])
def test_no_cell_of_a_month_can_be_worked_out(seed: int) -> None:
    """Tables as large as ours are, sparse and full: subtraction finds nothing."""
    drawn = random.Random(seed)
    places = [*(f"topic-{number}" for number in range(drawn.choice((2, 4, 9)))), NO_TOPIC]
    lines = sums(places)
    counts = {
        part: drawn.choice((0, 1, 5, 9, 10, 14, 30, 200)) for line in lines for part in line.parts
    }
    for line in sorted(lines, key=lambda each: each.whole[0] != "asked" or each.whole[1] == ALL):
        counts[line.whole] = sum(counts[part] for part in line.parts)
    hidden = hidden_cells(counts, lines)
    assert solvable(counts, lines, hidden) == set()
    assert narrowed(counts, lines, hidden) == set()
