"""Tests of how an answer reaches the browser."""

from pathlib import Path

import pytest

from server.content.answers import answer_message, plain_text, safe_html
from tests.factories import EXTENSION, REFUND, write_knowledge
from tests.fakes import ScriptedRetriever


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        pytest.param("a **b** *c*", "<p>a <strong>b</strong> <em>c</em></p>", id="emphasis"),
        pytest.param(
            "[f](https://www.irs.gov/f)",
            '<p><a href="https://www.irs.gov/f" rel="noopener noreferrer">f</a></p>',
            id="link",
        ),
        pytest.param("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>", id="list"),
        pytest.param("# Title", "Title", id="heading-gives-way-to-its-words"),
        pytest.param("a < b & c", "<p>a &lt; b &amp; c</p>", id="escaped"),
    ],
)
def test_structure_becomes_html(markdown: str, html: str) -> None:
    assert safe_html(markdown) == html


@pytest.mark.parametrize(
    ("markdown", "forbidden"),
    [
        pytest.param("<script>alert(1)</script>", "<script", id="script"),
        pytest.param('<p onclick="x()">a</p>', "<p onclick", id="handler"),
        pytest.param("[a](javascript:alert(1))", "href", id="javascript-link"),
        pytest.param("[a](JaVaScRiPt:alert(1))", "href", id="javascript-link-in-capitals"),
        pytest.param("[a](data:text/html,x)", "href", id="data-link"),
        pytest.param("<javascript:alert(1)>", "href", id="automatic-link"),
        pytest.param("![a](https://tracker.example/p.png)", "<img", id="image"),
        pytest.param('<iframe src="https://x.example"></iframe>', "<iframe", id="frame"),
        pytest.param("<style>p{}</style>", "<style", id="style"),
    ],
)
def test_nothing_is_executed(markdown: str, forbidden: str) -> None:
    assert forbidden not in safe_html(markdown)


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        pytest.param("a **b** `c`", "a b c", id="emphasis"),
        pytest.param("a\n\nb", "a\n\nb", id="paragraphs"),
        pytest.param("a\nb", "a\nb", id="line-break"),
        pytest.param("Do:\n\n- a\n- b\n\nThen c", "Do:\n\n- a\n- b\n\nThen c", id="bullets"),
        pytest.param("1. a\n2. b", "1. a\n2. b", id="numbers"),
        pytest.param("[Form 1040](https://www.irs.gov)", "Form 1040", id="link"),
        pytest.param("a &amp; b < c", "a & b < c", id="entities"),
    ],
)
def test_plain_text_holds_the_words_alone(markdown: str, text: str) -> None:
    assert plain_text(markdown) == text


def test_an_answer_message_carries_its_proof(tmp_path: Path) -> None:
    retriever = ScriptedRetriever(write_knowledge(tmp_path))
    message = answer_message(retriever.answer(EXTENSION, 2024))
    assert message["type"] == "answer"
    assert message["text"].startswith("You can get six more months to file.\n\n- Send Form 4868.")
    assert "<strong>six more months</strong>" in message["html"]
    assert message["question"] == "How do I get more time to file?"
    assert (message["tax_year"], message["reviewed_on"]) == (2024, "2026-11-01")
    assert [source["url"] for source in message["sources"]] == [
        "https://www.irs.gov/filing/extension"
    ]
    assert answer_message(retriever.answer(REFUND, None))["tax_year"] is None
