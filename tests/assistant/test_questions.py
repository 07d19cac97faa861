"""Tests of questions through the public API of the running assistant."""

import datetime as dt

import pytest

from tests.assistant.conversations import (
    QUESTION,
    first_with_choices,
)
from tests.assistant.running import RunningAssistant

pytestmark = pytest.mark.assistant


def test_a_question_is_answered_with_its_source(assistant: RunningAssistant) -> None:
    turn = assistant.chat().say(QUESTION)
    assert (turn["turn"], turn["status"], turn["degraded"]) == (1, "answered", False)
    assert turn["entry_id"] is not None
    assert 0.5 < turn["confidence"] <= 1
    (answer,) = turn["messages"]
    assert answer["type"] == "answer"
    assert "October" in answer["text"]
    today = dt.datetime.now(dt.UTC).date()
    assert today.year - 1 <= answer["tax_year"] <= today.year
    assert dt.date(2026, 1, 1) <= dt.date.fromisoformat(answer["reviewed_on"]) <= today
    assert all(source["url"].startswith("https://") for source in answer["sources"])
    assert answer["sources"]


def test_small_talk_needs_no_search(assistant: RunningAssistant) -> None:
    chat = assistant.chat()
    turn = chat.say("hello there")
    assert (turn["status"], turn["confidence"], turn["entry_id"]) == ("small_talk", None, None)
    assert "Ask me a question" in chat.text


def test_a_choice_is_taken(assistant: RunningAssistant) -> None:
    chat = assistant.chat()
    turn = first_with_choices(chat)
    titles = [choice["title"] for choice in chat.choices]
    assert 2 <= len(titles[:-2]) <= 4
    assert titles[-2:] == ["None of these", "Talk to a person"]
    assert turn["entry_id"] is None

    taken = chat.pick(titles[0])
    assert taken["status"] == "answered"
    assert taken["messages"][0]["question"] == titles[0]
    typed = [each["text"] for each in chat.transcript() if each["author"] == "citizen"]
    assert typed[-1] == titles[0]


def test_none_of_these_leads_to_a_person_with_the_question_kept(
    assistant: RunningAssistant,
) -> None:
    chat = assistant.chat()
    first_with_choices(chat)
    asked = chat.transcript()[-2]["text"]
    turn = chat.pick("None of these")
    assert turn["status"] == "ticket_form"
    if len(asked) >= 10:
        assert asked in chat.text
        assert "What name should we use" in chat.text
    else:  # too short to be passed on as it is
        assert "What is your question?" in chat.text


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("/talk_to_human", id="intent"),
        pytest.param("/restart", id="rasa's own"),
        pytest.param(" \u200b/session_start", id="behind an invisible character"),
        pytest.param("//talk_to_human", id="two slashes"),
        pytest.param('/affirm{"entry_id": "x"}', id="with an entity"),
    ],
)
def test_a_typed_command_reaches_rasa_as_words(assistant: RunningAssistant, typed: str) -> None:
    chat = assistant.chat()
    chat.say(QUESTION)
    chat.say(typed)
    events = assistant.rasa_events(chat.id)
    texts = [event["text"] for event in events if event["event"] == "user"]
    assert texts == [QUESTION, typed.strip(" \u200b").lstrip("/")]
    assert not [event for event in events if event["event"] == "restart"]


def test_a_typed_choice_gives_no_entry(assistant: RunningAssistant) -> None:
    entry_id = assistant.chat().say(QUESTION)["entry_id"]
    turn = assistant.chat().say(f'/choose{{"entry_id": "{entry_id}"}}')
    # A choice that was taken has no confidence: nothing was searched for.
    assert turn["confidence"] is not None
