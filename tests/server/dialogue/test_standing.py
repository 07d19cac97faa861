"""Tests of where a conversation stands between turns."""

import json

import pytest

from server.dialogue.composition import TALK_TO_HUMAN, ComposedTurn
from server.dialogue.standing import Standing

OFFER = ComposedTurn("unanswered", [{"type": "choices", "choices": [TALK_TO_HUMAN]}])


@pytest.mark.parametrize(
    "standing",
    [
        Standing(),
        Standing(draft={}),
        Standing(draft={"ticket_name": "Ana"}, person_offered=False),
        Standing(in_form=True, person_offered=True),
        Standing(stop_due=True),
    ],
)
def test_it_is_the_same_after_it_was_kept(standing: Standing) -> None:
    assert Standing.of(json.loads(json.dumps(standing.kept()))) == standing


def test_nothing_to_keep_is_kept_as_nothing() -> None:
    assert Standing().kept() is None


def test_an_offer_is_remembered_outside_a_form_alone() -> None:
    assert Standing().offering(OFFER) == Standing(person_offered=True)
    assert not Standing(in_form=True).offering(OFFER).person_offered
    assert not Standing(draft={}).offering(OFFER).person_offered
    assert not Standing(person_offered=True).offering(ComposedTurn("answered", [])).person_offered
