"""Tests of what else than one answer a question may get, through the public API."""

import pytest
import yaml

from server.settings import ROOT
from tests.assistant.conversations import (
    ASKS,
    DANGER,
    FILLS,
    form_up_to,
    opened,
)
from tests.assistant.running import RunningAssistant

pytestmark = pytest.mark.assistant


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
