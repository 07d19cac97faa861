"""Tests of what a conversation is about once an entry was picked."""

import pytest

from actions.picked_context import picked_context
from embeddings.follow_ups import Context
from tests.factories import DEDUCTION, EXTENSION, decision

BEFORE = Context("how much is the standard deduction", DEDUCTION, 2024)


@pytest.mark.parametrize(("picked", "kept"), [(None, 2024), (2022, 2022)])
def test_an_entry_picked_takes_the_place_of_the_one_found(picked: int | None, kept: int) -> None:
    chosen = decision("answered", EXTENSION, tax_year=picked)
    assert picked_context(BEFORE, chosen) == Context(BEFORE.question, EXTENSION, kept)


def test_an_entry_that_is_gone_changes_nothing() -> None:
    assert picked_context(BEFORE, decision("unanswered")) == BEFORE
    assert picked_context(None, decision("answered", EXTENSION)) is None
