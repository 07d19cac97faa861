"""Amounts by hand: the figure they copy is named, and only a sure copy is an error."""

from pathlib import Path

import pytest

from embeddings.corpus import load_corpus
from embeddings.faults import Fault
from embeddings.validation_figures import FigureFinder, by_hand_faults
from embeddings.validation_lines import EntryFile
from tests.factories import EXTENSION

PHONES = """tax_year: null
figures:
  contact.phones:
    label: Phone lines
    unit: phone
    value: {questions: "800-829-1040 (7 a.m. to 7 p.m.)"}
    source: [the site]
    source_url: null
    confidence: two-source
  share:
    label: Shares
    unit: percent
    value: {profit: 92.35, of_tax: 90, mile: 72.5, floor: 2000}
    source: [the law]
    source_url: null
    confidence: two-source
"""


@pytest.fixture
def faults_of(knowledge: Path) -> "Faults":
    (knowledge / "figures" / "current.yml").write_text(PHONES, encoding="utf-8")
    return Faults(knowledge)


class Faults:
    """What is found in an answer."""

    def __init__(self, knowledge: Path) -> None:
        self._knowledge = knowledge

    def __call__(self, words: str) -> list[Fault]:
        path = self._knowledge / f"{EXTENSION}.md"
        path.write_text(path.read_text(encoding="utf-8") + words, encoding="utf-8")
        corpus = load_corpus(self._knowledge)
        file = EntryFile(corpus.entries[EXTENSION])
        return list(by_hand_faults(file, FigureFinder(corpus.figures)))


@pytest.mark.parametrize(
    ("words", "severity", "named"),
    [
        pytest.param("It is $15,750.", "error", "standard_deduction.single", id="amount"),
        pytest.param("By April 15, 2026.", "error", "filing_season.deadline", id="date"),
        pytest.param("Call 800-829-1040.", "error", "contact.phones.questions", id="phone"),
        pytest.param("It is 92.35% of it.", "error", "share.profit", id="odd percentage"),
        pytest.param("It is 72.5 cents.", "error", "share.mile", id="cents"),
        pytest.param("At least $2,000.", "warning", "share.floor", id="round amount"),
        pytest.param("It is $77,777.", "warning", "no figure has this value", id="no figure"),
    ],
)
def test_a_value_by_hand(faults_of: Faults, words: str, severity: str, named: str) -> None:
    (fault,) = faults_of(words)
    assert fault.severity == severity
    assert named in fault.message
    assert fault.mend


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("It is 90% of it.", id="round percentage"),
        pytest.param('It is {{ usd("standard_deduction.single") }}.', id="a figure"),
        pytest.param("{# once $15,750 #}", id="a remark"),
    ],
)
def test_what_is_no_fault(faults_of: Faults, words: str) -> None:
    assert faults_of(words) == []


def test_the_mend_can_be_pasted(faults_of: Faults) -> None:
    assert 'usd("standard_deduction.single")' in faults_of("It is $15,750.")[0].mend
