"""Tests of the bot's set texts outside Rasa."""

import pytest

from server.conversations.schemas import Status
from server.dialogue.responses import Responses
from tests.factories import bot_domain


def test_every_response_has_a_text_and_a_status_of_the_api() -> None:
    responses = Responses()
    for name in bot_domain()["responses"]:
        message = responses.message(name)
        assert message.text
        assert message.status in Status.__args__, name  # type: ignore[attr-defined]


def test_values_are_put_in_as_they_are() -> None:
    message = Responses().message(
        "utter_ticket_preview", question="{name} & <b>", name="{contact}", contact="a@b.example"
    )
    assert "Question: {name} & <b>" in message.text
    assert "Name: {contact}" in message.text


def test_an_unknown_response_is_an_error() -> None:
    with pytest.raises(KeyError):
        Responses().message("utter_nothing")


def test_after_two_misses_nothing_is_promised_that_may_be_paused() -> None:
    """Whether a ticket is begun is said after it, by what begins it."""
    said = Responses().message("utter_unanswered_again").text
    assert "person" not in said
    assert "ticket" not in said
