"""Tests of what else than one answer a question may get, through the public API."""

from collections.abc import Iterator

import pytest
import yaml

from server.settings import ROOT
from tests.assistant.conversations import (
    ABOUT_AN_ACCOUNT,
    ASKS,
    DANGER,
    FILLS,
    OFF_TOPIC,
    OTHER_QUESTION,
    TWO_QUESTIONS,
    YEARLY_QUESTION,
    form_up_to,
    opened,
)
from tests.assistant.running import RunningAssistant

pytestmark = pytest.mark.assistant


def test_two_questions_get_two_answers(assistant: RunningAssistant) -> None:
    turn = assistant.chat().say(TWO_QUESTIONS)
    assert turn["status"] == "answered"
    first, second = turn["messages"][:2]
    assert (first["type"], second["type"]) == ("answer", "answer")
    assert first["question"] != second["question"]


def test_the_tax_year_that_was_named_holds(assistant: RunningAssistant) -> None:
    chat = assistant.chat()
    named = chat.say("How much is the standard deduction for a single person in 2024?")
    assert named["messages"][0]["tax_year"] == 2024
    chat.say("thank you so much")
    turn = chat.say(YEARLY_QUESTION)
    assert (turn["messages"][0]["type"], turn["messages"][0]["tax_year"]) == ("answer", 2024)


def test_a_follow_up_is_read_with_the_question_before(assistant: RunningAssistant) -> None:
    chat = assistant.chat()
    entry_id = chat.say(OTHER_QUESTION)["entry_id"]
    turn = chat.say("and if i'm married?")
    assert (turn["status"], turn["entry_id"]) == ("answered", entry_id)
    assert assistant.chat().say("and if i'm married?")["entry_id"] != entry_id


@pytest.fixture
def without_rasa(assistant: RunningAssistant) -> Iterator[RunningAssistant]:
    """Rasa is away for the first moments of the test."""
    assistant.kill("rasa")
    yield assistant
    assistant.wait_until_ready()


def test_the_tax_year_holds_when_rasa_dies(assistant: RunningAssistant) -> None:
    chat = assistant.chat()
    chat.say("How much is the standard deduction for a single person in 2024?")
    assistant.kill("rasa")
    turn = chat.say(YEARLY_QUESTION)
    assert (turn["degraded"], turn["messages"][0]["tax_year"]) == (True, 2024)
    assistant.wait_until_ready()


def test_without_rasa_the_outcomes_are_the_same(without_rasa: RunningAssistant) -> None:
    chat = without_rasa.chat()
    statuses = {text: chat.say(text)["status"] for text in (DANGER, ABOUT_AN_ACCOUNT, OFF_TOPIC)}
    assert statuses == {
        DANGER: "unanswered",
        ABOUT_AN_ACCOUNT: "unanswered",
        OFF_TOPIC: "out_of_scope",
    }
    assert chat.say("I want to talk to a person")["status"] == "ticket_form"


def test_who_is_in_danger_is_told_what_to_do_and_offered_a_person(
    assistant: RunningAssistant,
) -> None:
    chat = assistant.chat()
    turn = chat.say(DANGER)
    assert (turn["status"], turn["degraded"], turn["entry_id"]) == ("unanswered", False, None)
    assert "hang up" in chat.text.lower()
    assert chat.pick("Talk to a person")["status"] == "ticket_form"


@pytest.mark.parametrize("slot", ["question", "name", "contact", "consent", "summary"])
def test_danger_is_answered_in_the_form_which_stays_as_it_was(
    assistant: RunningAssistant, slot: str
) -> None:
    chat = assistant.chat()
    form_up_to(chat, slot)
    assert chat.say(DANGER)["status"] == "unanswered"
    assert "hang up" in chat.text.lower()
    slots = list(FILLS)
    for each in slots[slots.index(slot) :] if slot in slots else ():
        chat.say(FILLS[each])
    if slot == "summary":
        chat.say("help")
    assert ASKS["summary"] in chat.text
    opened(chat)
    (stored,) = assistant.tickets_of(chat.id)
    kept = [stored["question"], stored["name"], stored["contact"]]
    assert kept == [FILLS["question"], FILLS["name"], FILLS["contact"]]


def test_ordinary_words_are_no_danger(assistant: RunningAssistant) -> None:
    """A goodbye, a no or a name must reach Rasa: the form could not be left otherwise."""
    chat = assistant.chat()
    for path in sorted((ROOT / "tests" / "bot" / "nlu").glob("*.yml")):
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            for line in group["examples"].splitlines():
                chat.say(line.removeprefix("- "))
                assert "call 911" not in chat.text, line


def test_what_only_an_account_tells_leads_to_where_it_is_seen(assistant: RunningAssistant) -> None:
    chat = assistant.chat()
    turn = chat.say(ABOUT_AN_ACCOUNT)
    assert (turn["status"], turn["entry_id"]) == ("unanswered", None)
    assert "I cannot see your account" in chat.text
    titles = [choice["title"] for choice in chat.choices]
    assert titles[-1] == "Talk to a person"
    chat.say("yes please")
    assert f'I will pass this question to a person: "{ABOUT_AN_ACCOUNT}"' in chat.text


def test_what_is_out_of_scope_says_where_to_go(assistant: RunningAssistant) -> None:
    chat = assistant.chat()
    assert chat.say(OFF_TOPIC)["status"] == "out_of_scope"
    assert chat.say(OTHER_QUESTION)["status"] == "answered"


@pytest.mark.parametrize("text", ["this thing is no use, get me a living person", "human being?"])
def test_a_wish_for_a_person_starts_the_form_at_once(
    assistant: RunningAssistant, text: str
) -> None:
    chat = assistant.chat()
    assert chat.say(OTHER_QUESTION)["status"] == "answered"
    assert chat.say(text)["status"] == "ticket_form"
    assert ASKS["question"] in chat.text
