"""Tests of the HTML report, parsed as a browser would."""

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.runner.coverage import Area, Coverage
from tests.runner.report_html import Block, blocks, html_report
from tests.runner.scripted_run import HOSTILE, scripted_results

VOID = {"meta", "input", "br"}


class Parsed(HTMLParser):
    """Elements, texts and what refers to somewhere else; fails where elements do not nest."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: Counter[str] = Counter()
        self.classes: list[str] = []
        self.addresses: list[str] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag] += 1
        given = dict(attrs)
        self.classes.append(given.get("class") or "")
        self.addresses += [given[name] or "" for name in ("src", "href") if name in given]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


@pytest.fixture
def page(tmp_path: Path) -> Parsed:
    coverage = Coverage((Area("Intents", {"greet": 2, "stop": 0}),))
    return Parsed(html_report(scripted_results(tmp_path), coverage))


def test_the_worst_comes_first_and_each_outcome_is_counted(page: Parsed) -> None:
    cases = [each for each in page.classes if each.startswith("case ")]
    assert cases == ["case failed", "case error", "case unsupported", "case passed"]
    assert "All 4 Failed 1 Error 1 Unsupported 1 Passed 1" in page.text


def test_a_failed_step_shows_what_was_expected_beside_the_conversation(page: Parsed) -> None:
    assert "expected x_status: choices actual status answered" in page.text
    assert page.classes.count("met") == 2  # the entry, and the case that passed
    assert (page.classes.count("unmet"), page.classes.count("unsupported")) == (1, 1)
    assert "Could not be run: staff cannot act here" in page.text
    assert "Not run." in page.text
    assert "slot: misses = 0" in page.text
    assert "Source: About Form 4868" in page.text
    assert "One Two Three" in page.text


def test_it_stands_alone_and_what_was_typed_is_text(page: Parsed) -> None:
    assert page.elements["script"] == page.elements["img"] == page.elements["link"] == 0
    assert {re.match(r"https://|#", each) is not None for each in page.addresses} == {True}
    assert " ".join(HOSTILE.split()) in page.text


def test_coverage_says_what_is_missing(page: Parsed) -> None:
    assert "Intents 1 of 2 1 stop" in page.text


def test_without_cases_and_coverage_it_says_so() -> None:
    assert "No case was run." in Parsed(html_report([])).text


def test_paragraphs_and_lists() -> None:
    assert list(blocks("One\ntwo\n\n- a\n- b\nthree")) == [
        Block("One\ntwo"),
        Block(items=("a", "b")),
        Block("three"),
    ]
