"""The page and the file: self-contained, labelled for everybody, and nothing unescaped."""

import json
import re
from html.parser import HTMLParser

import pytest

from embeddings.evaluation_document import Document, Section, Table
from embeddings.evaluation_page import evaluation_file, evaluation_page
from embeddings.evaluation_plots import reliability_plot
from embeddings.settings import Bin


@pytest.fixture
def document() -> Document:
    table = Table("By <kind>", ("kind", "right"), [["<b>refund</b>", "3 (30%)"]], "a note")
    plot = reliability_plot([("now", [Bin(low=0.9, count=5, confidence=0.95, right=0.9)])])
    sections = [Section("First", ["said & done"], [table], [plot]), Section("Second")]
    return Document("A report", sections, {"recall@1": 0.5}, [{"id": "q1", "verdict": "right"}])


class Tags(HTMLParser):
    """The tags of a page with their attributes, in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def of(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.found if tag == name]


def test_the_page_needs_nothing_from_elsewhere(document: Document) -> None:
    page = evaluation_page(document)
    tags = Tags(page)
    assert not tags.of("script")
    assert not tags.of("img")
    assert not tags.of("link")
    assert "url(" not in page
    links = [attributes["href"] for attributes in tags.of("a")]
    assert links == ["#s1", "#s2"]
    assert "prefers-color-scheme: dark" in page


def test_tables_and_plots_are_labelled(document: Document) -> None:
    page = evaluation_page(document)
    tags = Tags(page)
    assert tags.of("html") == [{"lang": "en"}]
    assert len(tags.of("caption")) == len(tags.of("table")) == 1
    assert [cell["scope"] for cell in tags.of("th")] == ["col", "col", "row"]
    (picture,) = [each for each in tags.of("div") if each.get("role") == "img"]
    (caption,) = tags.of("figcaption")
    assert picture["aria-label"] == "Reliability"
    assert picture["aria-describedby"] == caption["id"]
    assert "0.95 → 0.90" in page
    headings = {attributes.get("id") for attributes in tags.of("h2")}
    assert {attributes["aria-labelledby"] for attributes in tags.of("section")} == headings


def test_what_people_typed_is_escaped(document: Document) -> None:
    page = evaluation_page(document)
    assert "<b>refund" not in page
    assert "&lt;b&gt;refund" in page
    assert "said &amp; done" in page


def test_the_file_holds_numbers_tables_and_questions(document: Document) -> None:
    found = json.loads(evaluation_file(document))
    assert found["numbers"] == {"recall@1": 0.5}
    assert found["questions"] == [{"id": "q1", "verdict": "right"}]
    (table,) = found["tables"]
    assert (table["section"], table["caption"]) == ("First", "By <kind>")
    assert table["rows"] == [["<b>refund</b>", "3 (30%)"]]
    assert not re.search(r"<svg", json.dumps(found))
