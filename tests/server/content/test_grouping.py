"""Tests of the grouping of questions."""

import numpy as np

from server.content.grouping import group
from tests.fakes import WordEncoder


def test_questions_alike_are_together_and_others_apart() -> None:
    texts = ["is my cat deductible", "late refund", "my cat is deductible now", "refund so late"]
    assert group(WordEncoder().encode(texts)) == [[0, 2], [1, 3]]


def test_each_joins_the_nearest_group() -> None:
    vectors = np.array([[1, 0], [0.5, 0.866], [0.71, 0.704]], dtype=np.float32)
    assert group(vectors, alike=0.7) == [[0], [1, 2]]


def test_nothing_makes_no_group() -> None:
    assert group(np.zeros((0, 4), dtype=np.float32)) == []
