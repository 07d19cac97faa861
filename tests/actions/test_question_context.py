"""Tests of what a conversation is about after a question, or after a choice."""

from dataclasses import replace

import pytest

from actions.question_context import asked_context, picked_context
from embeddings.follow_ups import Context
from tests.factories import DEDUCTION, EXTENSION, REFUND, decision

BEFORE = Context("how much is the standard deduction", DEDUCTION, 2024)


def test_a_question_answered_is_what_it_is_about() -> None:
    answered = decision("answered", REFUND, tax_year=2025)
    assert asked_context(None, "my refund", answered) == Context("my refund", REFUND, 2025)


def test_small_talk_leaves_it() -> None:
    assert asked_context(BEFORE, "you are smart", decision("small_talk")) == BEFORE
    assert asked_context(None, "you are smart", decision("small_talk")) is None


def test_entries_offered_with_a_redirect_are_what_it_is_about() -> None:
    account = replace(decision("account", REFUND), reply="I cannot see your account.")
    assert asked_context(BEFORE, "look it up", account) == Context("look it up", REFUND, 2024)
    without = replace(account, entries=())
    assert asked_context(BEFORE, "look it up", without) == BEFORE


@pytest.mark.parametrize(("picked", "kept"), [(None, 2024), (2022, 2022)])
def test_an_entry_picked_takes_the_place_of_the_one_found(picked: int | None, kept: int) -> None:
    chosen = decision("answered", EXTENSION, tax_year=picked)
    assert picked_context(BEFORE, chosen) == Context(BEFORE.question, EXTENSION, kept)


def test_an_entry_that_is_gone_changes_nothing() -> None:
    assert picked_context(BEFORE, decision("unanswered")) == BEFORE
    assert picked_context(None, decision("answered", EXTENSION)) is None
