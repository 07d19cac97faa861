"""Passages: what an edit left as it was is told from what it changed."""

import pytest

from embeddings.passages import Passage, changed_targets, places_before

A, B, C, D = (Passage(target, "paraphrase", f"text of {target}") for target in "abcd")
MORE = Passage("b", "paraphrase", "another text")
MOVED = Passage("d", "question", A.text)


@pytest.mark.parametrize(
    ("after", "places", "changed"),
    [
        pytest.param([A, B, C, D], [0, 1, 2, 3], "", id="nothing"),
        pytest.param([A, B, MORE, C, D], [0, 1, -1, 2, 3], "b", id="one more"),
        pytest.param([A, C, D], [0, 2, 3], "b", id="one fewer"),
        pytest.param([A, MORE, C, D], [0, -1, 2, 3], "b", id="another text"),
        pytest.param([MORE, A, B, C], [-1, 0, 1, 2], "bd", id="at both ends"),
        pytest.param([A, B, C, D, MOVED], [0, 1, 2, 3, 0], "d", id="a text of elsewhere"),
        pytest.param([D, C, B, A], [3, 2, 1, 0], "", id="turned round"),
        pytest.param([], [], "abcd", id="all gone"),
    ],
)
@pytest.mark.parametrize("is_same", [True, False], ids=["the objects of before", "equal ones"])
def test_what_an_edit_left(
    after: list[Passage], places: list[int], changed: str, is_same: bool
) -> None:
    before = [A, B, C, D]
    if not is_same:
        after = [Passage(p.entry_id, p.kind, p.text) for p in after]
    assert places_before(before, after).tolist() == places
    assert changed_targets(before, after) == set(changed)


def test_without_any_before_all_is_new() -> None:
    assert places_before([], [A, B]).tolist() == [-1, -1]
    assert changed_targets([], [A, B]) == {"a", "b"}
