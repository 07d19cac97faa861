"""The corpus: entries read whole, and faults that say where and what to do."""

from pathlib import Path

import pytest

from embeddings.corpus import Corpus, load_corpus
from tests.factories import DEDUCTION, EXTENSION

ENTRY = """---
question: May I keep it?
paraphrases: [keep it]
tax_years: {years}
risk: {risk}
sources: [{{title: The page, url: "{url}"}}]
reviewed_on: 2026-11-01
review_by: 2027-11-01
---
{body}
"""


def entry(
    years: str = "all",
    risk: str = "standard",
    url: str = "https://www.irs.gov/x",
    body: str = "Yes, you may.",
) -> str:
    return ENTRY.format(years=years, risk=risk, url=url, body=body)


def test_an_entry_is_read_whole(corpus: Corpus) -> None:
    found = corpus.entries[EXTENSION]
    assert found.question == "How do I get more time to file?"
    assert found.topic == "filing"
    assert found.sources[0].url.startswith("https://www.irs.gov/")
    assert found.reviewed_on.isoformat() == "2026-11-01"
    assert list(corpus.topics) == ["filing", "deductions", "refunds"]
    assert corpus.faults == ()


def test_an_entry_with_figures_holds_for_their_years_only(corpus: Corpus) -> None:
    assert corpus.entries[DEDUCTION].holds_for(2026)
    assert not corpus.entries[DEDUCTION].holds_for(2019)
    assert corpus.entries[EXTENSION].holds_for(2019)


def test_an_entry_may_name_its_years(knowledge: Path) -> None:
    (knowledge / "filing" / "keep.md").write_text(entry(years="[2026]"), encoding="utf-8")
    found = load_corpus(knowledge).entries["filing/keep"]
    assert found.holds_for(2026)
    assert not found.holds_for(2025)


@pytest.mark.parametrize(
    ("name", "text", "line", "message"),
    [
        pytest.param("a.md", "just text", 1, "front matter", id="no front matter"),
        pytest.param("a.md", "---\nquestion: a: b\n---\nx", 2, "quotes", id="not YAML"),
        pytest.param("a.md", entry(risk="low"), 5, "risk", id="unknown risk"),
        pytest.param("a.md", entry(years="[soon]"), 4, "tax_years", id="no year"),
        pytest.param("a.md", entry(url="http://irs.gov"), 6, "https", id="insecure source"),
        pytest.param("a.md", entry(url="irs.gov"), 6, "url", id="no address"),
        pytest.param("a.md", entry(body=""), 10, "no answer", id="no answer"),
        pytest.param("a.md", entry(body="{{ usd('zz') }}"), 10, "zz", id="unknown figure"),
        pytest.param("a.md", entry(body="{% for"), 10, "template", id="broken template"),
        pytest.param("A B.md", entry(), 1, "a-z", id="bad name"),
    ],
)
def test_a_faulty_entry_is_left_out_and_named(
    knowledge: Path, name: str, text: str, line: int, message: str
) -> None:
    (knowledge / "filing" / name).write_text(text, encoding="utf-8")
    corpus = load_corpus(knowledge)
    assert len(corpus.entries) == 3
    fault = corpus.faults[0]
    assert fault.path.name == name
    assert fault.line == line
    assert message in fault.message


def test_text_that_is_not_utf8_is_named(knowledge: Path) -> None:
    (knowledge / "filing" / "a.md").write_bytes(b"---\n\xff\n---\n")
    assert "UTF-8" in load_corpus(knowledge).faults[0].message


def test_missing_topics_are_reported(knowledge: Path) -> None:
    (knowledge / "topics.yml").unlink()
    assert "missing" in load_corpus(knowledge).faults[0].message


def test_no_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        load_corpus(tmp_path / "nowhere")
