"""The preview in the terminal."""

from dataclasses import replace

import pytest
from rich.console import Console

from embeddings.decision import Decision
from embeddings.preview import Compared, Preview
from embeddings.preview_picture import said, show_preview
from embeddings.preview_questions import Asked
from tests.factories import EXTENSION, REFUND, decision, retrieval_settings


def picture(preview: Preview, most: int = 5) -> str:
    console = Console(width=160, record=True, file=None, quiet=False)
    with console.capture() as capture:
        show_preview(console, preview, retrieval_settings().decision, most)
    return capture.get()


def lost(text: str) -> Compared:
    asked = Asked("held-out", text, entry=EXTENSION, has_entry=True)
    before = decision("answered", EXTENSION, confidence=0.9)
    return Compared(asked, before, decision("unanswered", confidence=0.1), "lost", True, False)


def test_a_lost_answer_is_told_with_both_probabilities() -> None:
    shown = picture(Preview([lost("more [time]?")], False))
    assert "more [time]?" in shown
    assert "0.90 answered: filing/extension" in shown
    assert "0.10 unanswered" in shown
    assert "1 right answers lost" in shown


def test_only_the_first_are_shown() -> None:
    shown = picture(Preview([lost(f"question {at}") for at in range(3)], False), most=2)
    assert "question 1" in shown
    assert "question 2" not in shown
    assert "1 more" in shown


def test_the_same_content_is_said() -> None:
    shown = picture(Preview([], True))
    assert "--since HEAD" in " ".join(shown.split())
    assert "none lost" in shown


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (decision("out_of_scope"), "out of scope"),
        (decision("choices", EXTENSION, REFUND), f"choices: {EXTENSION}, {REFUND}"),
        (replace(decision("unanswered"), notice="New guidance"), "paused: New guidance"),
        (
            replace(decision("choices", REFUND), years=(2024, 2023)),
            f"asks for the tax year of {REFUND} (2024, 2023)",
        ),
    ],
    ids=["out of scope", "choices", "paused", "years"],
)
def test_what_a_person_would_get(given: Decision, words: str) -> None:
    assert said(given) == words
