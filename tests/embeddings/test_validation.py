"""The validator: all faults at once, each with its line and what to do."""

import datetime as dt
from pathlib import Path

import pytest

from embeddings.corpus import load_corpus
from embeddings.faults import Fault
from embeddings.validation import validate
from tests.factories import DEDUCTION, EXTENSION

TODAY = dt.date(2026, 11, 23)


def changed(knowledge: Path, entry_id: str, old: str, new: str) -> list[Fault]:
    path = knowledge / f"{entry_id}.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    faults = validate(load_corpus(knowledge), TODAY)
    return [fault for fault in faults if fault.check != "paraphrases"]


def test_sound_content_has_no_faults_but_too_few_paraphrases(knowledge: Path) -> None:
    faults = validate(load_corpus(knowledge), TODAY)
    assert {fault.check for fault in faults} == {"paraphrases"}
    assert {fault.severity for fault in faults} == {"warning"}


@pytest.mark.parametrize(
    ("entry_id", "old", "new", "check", "message"),
    [
        pytest.param(
            EXTENSION, "related: []", "related: [a/b]", "related", "a/b", id="unknown related"
        ),
        pytest.param(
            EXTENSION, "2027-11-01", "2026-11-22", "review", "to be reviewed by", id="past"
        ),
        pytest.param(
            EXTENSION, "six more months", "word " * 160, "length", "at most 150", id="too long"
        ),
        pytest.param(
            EXTENSION,
            "to file.",
            "to file. Really. Yes.",
            "length",
            "two sentences",
            id="long short answer",
        ),
        pytest.param(
            EXTENSION, "six more", "$1,500 and six", "by-hand", "$1,500", id="amount by hand"
        ),
        pytest.param(
            EXTENSION, "six more", "April 15, 2027", "by-hand", "April 15", id="date by hand"
        ),
        pytest.param(
            EXTENSION, "six more", "800-829-1040", "by-hand", "800-829-1040", id="phone by hand"
        ),
        pytest.param(
            DEDUCTION,
            "how much is the standard deduction",
            "Where is my REFUND",
            "repeated",
            "is in deductions/standard too",
            id="same paraphrase twice",
        ),
        pytest.param(
            DEDUCTION,
            'usd("standard_deduction.single")',
            'date("standard_deduction.single")',
            "template",
            "not a date",
            id="figure in the wrong form",
        ),
    ],
)
def test_a_fault_is_found(
    knowledge: Path, entry_id: str, old: str, new: str, check: str, message: str
) -> None:
    faults = changed(knowledge, entry_id, old, new)
    assert check in {fault.check for fault in faults}
    assert message in " ".join(fault.message for fault in faults)


@pytest.mark.parametrize(
    ("old", "new", "line", "check"),
    [
        pytest.param("get more time to file?", "get", 3, "repeated", id="the paraphrase's line"),
        pytest.param("related: []", "related:\n  - filing/x\n  - a/b", 9, "related", id="an item"),
        pytest.param("- Pay by", "- Pay $1,234 by", 15, "by-hand", id="a list item of the answer"),
        pytest.param("- Pay by", "- Ask the ABC by", 15, "acronyms", id="where the acronym stands"),
        pytest.param(
            "https://www.irs.gov/filing", "https://tax.example/filing", 7, "sources", id="a source"
        ),
    ],
)
def test_a_fault_stands_at_its_line(
    knowledge: Path, old: str, new: str, line: int, check: str
) -> None:
    refund = knowledge / "refunds" / "where.md"
    text = refund.read_text(encoding="utf-8").replace("where is my refund", "how do i get")
    refund.write_text(text, encoding="utf-8")
    path = knowledge / f"{EXTENSION}.md"
    text = path.read_text(encoding="utf-8").replace(
        "how do i get more time to file", "how do i get"
    )
    path.write_text(text, encoding="utf-8")
    faults = changed(knowledge, EXTENSION, old, new)
    assert line in {fault.line for fault in faults if fault.check == check}


def test_every_fault_says_how_to_mend_it(knowledge: Path) -> None:
    (knowledge / "filing" / "broken.md").write_text("no front matter", encoding="utf-8")
    faults = changed(
        knowledge, EXTENSION, "six more", "$1,500, by April 15, 2027, the ABC says, six"
    )
    faults += changed(knowledge, DEDUCTION, "related: []", "related: [filing/extensoin]")
    assert {"format", "by-hand", "acronyms", "related"} <= {fault.check for fault in faults}
    assert all(fault.remedy for fault in faults)
    assert "did you mean filing/extension?" in {fault.remedy for fault in faults}


def test_dates_that_cannot_be_are_errors(knowledge: Path) -> None:
    faults = changed(knowledge, EXTENSION, "reviewed_on: 2026-11-01", "reviewed_on: 2028-01-01")
    messages = " ".join(fault.message for fault in faults if fault.severity == "error")
    assert "is in the future" in messages
    assert "is not after reviewed_on" in messages


def test_a_figure_not_confirmed_for_a_year_is_an_error(knowledge: Path) -> None:
    path = knowledge / "figures" / "2026.yml"
    text = path.read_text(encoding="utf-8").replace("single: 16100", "single: null")
    path.write_text(text, encoding="utf-8")
    messages = [fault.message for fault in validate(load_corpus(knowledge), TODAY)]
    assert any("not confirmed for 2026" in message for message in messages)


def test_a_topic_without_a_label_is_an_error(knowledge: Path) -> None:
    (knowledge / "topics.yml").write_text("topics: [{filing: Filing}]", encoding="utf-8")
    faults = [f for f in validate(load_corpus(knowledge), TODAY) if f.check == "topics"]
    assert [fault.path.parent.name for fault in faults] == ["deductions", "refunds"]
