"""Tests of the questions a benchmark asks."""

from itertools import islice

from tests.benchmarks.load.questions import endless, held_out


def test_none_comes_twice_however_many_are_asked() -> None:
    held = held_out()
    asked = list(islice(endless(held), 20 * len(held)))
    assert asked[: len(held)] == held
    assert len(set(asked)) == len(asked) == 20 * len(held)


def test_a_later_round_has_the_same_letters() -> None:
    held = held_out()
    again = list(islice(endless(held), len(held), 2 * len(held)))
    letters = {"".join(sorted(text)) for text in held}
    assert {"".join(sorted(text)) for text in again} <= letters
    assert all(len(text) > 5 for text in again)


def test_it_ends_where_nothing_new_can_be_made() -> None:
    assert list(endless(["a b c", "abcd"])) == ["a b c", "abcd", "acbd"]
