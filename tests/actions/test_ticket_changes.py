"""Tests of the words that ask for a change of the ticket."""

import pytest

from actions.ticket_changes import change_in


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("leave the chat out", "no_chat"),
        ("Please leave this conversation out.", "no_chat"),
        ("send it without the chat", "no_chat"),
        ("don't share the transcript", "no_chat"),
        ("put the chat back in", "with_chat"),
        ("include the chat again", "with_chat"),
        ("leave my name out", "no_name"),
        ("without my name please", "no_name"),
        ("change my name", "name"),
        ("the name is wrong", "name"),
        ("there is a typo in my e-mail", "contact"),
        ("wrong phone number", "contact"),
        ("change the call times", "call_between"),
        ("I want to edit my question", "question"),
    ],
)
def test_a_change_is_understood(text: str, change: str) -> None:
    assert change_in(text) == change


@pytest.mark.parametrize(
    "text",
    [
        "yes, send it",
        "send it to my e-mail",
        "no",
        "hm",
        "cancel",
        "the name",
        "leave my e-mail out",
        "how do I change my name with the IRS",
        "I got married this summer and want to change my name on my card",
    ],
)
def test_other_words_ask_for_none(text: str) -> None:
    assert change_in(text) is None


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("the name", "name"),
        ("my phone number", "contact"),
        ("when you call", "call_between"),
        ("the question please", "question"),
        ("everything", None),
    ],
)
def test_asked_which_part_its_name_is_enough(text: str, change: str | None) -> None:
    assert change_in(text, was_asked=True) == change
