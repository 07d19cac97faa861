"""Answers as people read them: grade, acronyms, hosts."""

import datetime as dt
from pathlib import Path

import pytest

from embeddings.corpus import load_corpus
from embeddings.faults import Fault
from embeddings.validation import inspect
from tests.factories import EXTENSION

TODAY = dt.date(2026, 11, 23)
HARD = "Necessarily, administrative eligibility determinations predominate, considering "
LONG = "and then " * 40 + "you are done."


def found(knowledge: Path, words: str, check: str) -> list[Fault]:
    path = knowledge / f"{EXTENSION}.md"
    front = path.read_text(encoding="utf-8").rpartition("---\n")[0]
    path.write_text(f"{front}---\n{words}\n", encoding="utf-8")
    faults = inspect(load_corpus(knowledge), TODAY).faults
    return [fault for fault in faults if fault.check == check]


@pytest.mark.parametrize(
    ("words", "severity", "message"),
    [
        pytest.param(HARD + "responsibilities.", "error", "above 11", id="far too hard"),
        pytest.param(
            "You usually have six additional months to file a federal return, "
            "but payment is not delayed.",
            "warning",
            "above 8",
            id="hard",
        ),
        pytest.param(LONG, "warning", "words on average", id="long sentences"),
    ],
)
def test_hard_answers(knowledge: Path, words: str, severity: str, message: str) -> None:
    faults = found(knowledge, words, "reading")
    assert any(fault.severity == severity and message in fault.message for fault in faults)


def test_common_acronyms_are_listed_with_the_content(knowledge: Path) -> None:
    assert [f.message for f in found(knowledge, "Ask the ABC.", "acronyms")] == [
        "does not say what ABC means"
    ]
    (knowledge / "acronyms.yml").write_text("ABC: a name\n", encoding="utf-8")
    assert found(knowledge, "Ask the ABC.", "acronyms") == []


def test_links_lead_to_official_pages(knowledge: Path) -> None:
    link = "See [this](https://tax.example/x) and [that](https://www.irs.gov/x)."
    (fault,) = found(knowledge, link, "sources")
    assert "tax.example" in fault.message
    (knowledge / "official_hosts.yml").write_text("- tax.example\n", encoding="utf-8")
    assert found(knowledge, link, "sources") == []


def test_a_host_that_only_looks_official_is_not(knowledge: Path) -> None:
    assert found(knowledge, "See [this](https://irs.gov.example/x).", "sources")


def test_the_figure_that_is_not_confirmed_is_named(knowledge: Path) -> None:
    year = knowledge / "figures" / "2026.yml"
    text = year.read_text(encoding="utf-8").replace("single: 16100", "single: null")
    year.write_text(text, encoding="utf-8")
    (fault,) = found(knowledge, 'It is\n\n{{ usd("standard_deduction.single") }}.', "figures")[:1]
    assert "standard_deduction.single" in fault.message


def test_the_mean_grade_is_over_all_answers(knowledge: Path) -> None:
    validation = inspect(load_corpus(knowledge), TODAY)
    assert validation.mean_grade < validation.highest_grade < 12
