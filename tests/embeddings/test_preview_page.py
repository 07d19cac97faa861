"""The preview as a page: self-contained, escaped, all of it."""

import re

from embeddings.preview import Compared, Preview
from embeddings.preview_page import preview_page
from embeddings.preview_questions import Asked
from tests.factories import EXTENSION, decision, retrieval_settings

LOST = Compared(
    Asked("held-out", "<script>alert(1)</script>", entry=EXTENSION, has_entry=True),
    decision("answered", EXTENSION, confidence=0.9),
    decision("unanswered", confidence=0.1),
    "lost",
    True,
    False,
)


def page(*compared: Compared) -> str:
    return preview_page(Preview(compared, False), retrieval_settings().decision)


def test_the_page_shows_what_was_lost_and_escapes_what_people_typed() -> None:
    html = page(LOST)
    assert "1 right answers lost" in html
    assert "&lt;script&gt;" in html
    assert "<script" not in html


def test_the_page_needs_nothing_from_elsewhere() -> None:
    assert re.findall(r'(?:src|href)="|@import|url\(', page(LOST)) == []


def test_a_point_stands_at_its_probabilities() -> None:
    assert '<circle class="lost" cx="360.0" cy="360.0"' in page(LOST)


def test_a_preview_without_questions_is_a_page_too() -> None:
    assert "0 questions" in page()
