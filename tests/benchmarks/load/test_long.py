"""Tests of the section `long`, of given times."""

import pytest

from tests.benchmarks.load.long import EARLY, LATE, TURNS, Long, section, texts


def growing(first: float, last: float) -> tuple[float, ...]:
    return tuple(first + (last - first) * at / TURNS for at in range(TURNS))


def test_early_and_late_turns_are_compared() -> None:
    flat = Long("ours", (growing(20, 20), growing(20, 22)))
    grows = Long("stock Rasa", (growing(100, 600),))
    found = section([flat, grows])
    ours, stock = found.ratios
    assert ours.value == pytest.approx(1.0, abs=0.1)
    assert ours.is_met
    assert stock.value > 3
    assert not stock.has_goal
    assert [len(line.points) for line in found.plots[0].lines] == [11, 11]
    assert found.tables[0].rows[0][0] == "1 to 20"


def test_a_conversation_that_grows_misses_the_goal() -> None:
    assert not section([Long("ours", (growing(20, 40),))]).ratios[0].is_met


def test_the_same_questions_are_asked_early_and_late() -> None:
    asked = texts(iter([f"compared {at}" for at in range(30)]), iter(map(str, range(TURNS))))
    assert len(asked) == len(set(asked)) == TURNS
    compared = [number for number, text in enumerate(asked, 1) if text.startswith("compared")]
    assert compared == [*EARLY, *LATE]
