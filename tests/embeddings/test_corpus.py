"""The corpus: entries read whole, and faults that say where and what to do."""

from pathlib import Path

import pytest

from embeddings.corpus import Corpus, CorpusReader, load_corpus
from embeddings.templates import YearChoice
from tests.factories import (
    BALANCE,
    CALLER,
    DEDUCTION,
    EXTENSION,
    GREETING,
    PERSON,
    TODAY,
    WEATHER,
)

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
    assert set(corpus.redirects) == {BALANCE, CALLER, GREETING, PERSON, WEATHER}
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


def test_an_entry_is_paused_by_itself_or_by_its_topic(knowledge: Path) -> None:
    path = knowledge / f"{EXTENSION}.md"
    text = path.read_text(encoding="utf-8").replace("risk:", "paused: New guidance.\nrisk:")
    path.write_text(text, encoding="utf-8")
    topics = "topics: [{filing: Filing}, {deductions: {label: Deductions, paused: Wait.}}]"
    (knowledge / "topics.yml").write_text(topics, encoding="utf-8")
    corpus = load_corpus(knowledge)
    assert corpus.faults == ()
    notices = {entry.id: entry.paused for entry in corpus.entries.values()}
    assert notices == {EXTENSION: "New guidance", DEDUCTION: "Wait", "refunds/where": None}
    assert corpus.paused_topics == {"deductions": "Wait"}


@pytest.mark.parametrize(
    ("years", "ask", "body", "asked"),
    [
        pytest.param("all", False, "Yes.", (), id="no year matters"),
        pytest.param("all", True, "Yes.", (), id="asked for in vain"),
        pytest.param("all", True, "{{ usd('standard_deduction.single') }}", (2026, 2025), id="ask"),
        pytest.param("[2025, 2026]", False, "Yes.", (), id="both years"),
        pytest.param("[2025]", False, "Yes.", (), id="the year filed now"),
        pytest.param("[2026]", False, "Yes.", (), id="this year"),
        pytest.param("[2023, 2024]", False, "Yes.", (2024, 2023), id="past years"),
        pytest.param("[2027]", False, "Yes.", (2027,), id="a year to come"),
    ],
)
def test_the_year_is_asked_for_where_it_matters(
    knowledge: Path, years: str, ask: bool, body: str, asked: tuple[int, ...]
) -> None:
    text = entry(years=years, body=body).replace("risk:", f"ask_year: {str(ask).lower()}\nrisk:")
    (knowledge / "filing" / "a.md").write_text(text, encoding="utf-8")
    found = load_corpus(knowledge).entries["filing/a"]
    assert found.years_to_ask(filing=2025, current=2026) == asked


@pytest.mark.parametrize(
    ("years", "meant"),
    [("all", None), ("[2025, 2026]", None), ("[2024, 2025]", 2025), ("[2026]", 2026)],
)
def test_the_year_meant_by_who_names_none(knowledge: Path, years: str, meant: int | None) -> None:
    (knowledge / "filing" / "a.md").write_text(entry(years=years), encoding="utf-8")
    found = load_corpus(knowledge).entries["filing/a"]
    assert found.year_meant(filing=2025, current=2026) == meant


def test_files_of_editing_programs_are_no_entries(knowledge: Path) -> None:
    (knowledge / "filing" / ".#extension.md").symlink_to("nobody@nowhere")
    (knowledge / "filing" / "._extension.md").write_bytes(b"\x00\x05")
    assert load_corpus(knowledge).faults == ()


def test_a_byte_order_mark_and_the_line_ends_of_windows_are_read(knowledge: Path) -> None:
    text = "\ufeff" + entry().replace("\n", "\r\n")
    (knowledge / "filing" / "a.md").write_bytes(text.encode())
    corpus = load_corpus(knowledge)
    assert corpus.faults == ()
    assert corpus.entries["filing/a"].body == "Yes, you may."


def test_a_reader_parses_only_what_changed(knowledge: Path) -> None:
    reader = CorpusReader(knowledge)
    first = reader.read()
    path = knowledge / f"{EXTENSION}.md"
    path.write_text(path.read_text(encoding="utf-8").replace("six", "ten"), encoding="utf-8")
    second = reader.read()
    assert second.entries[DEDUCTION] is first.entries[DEDUCTION]
    assert "ten" in second.entries[EXTENSION].body
    assert first.digest != second.digest
    assert reader.read().digest == second.digest


def test_changed_figures_reach_every_entry(knowledge: Path) -> None:
    reader = CorpusReader(knowledge)
    first = reader.read()
    path = knowledge / "figures" / "2026.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("16100", "17000"), encoding="utf-8")
    answer = reader.read().entries[DEDUCTION].answer
    assert answer is not first.entries[DEDUCTION].answer
    assert "$17,000" in answer.render(YearChoice(2026, TODAY))


def test_changed_figures_reach_every_redirect(knowledge: Path) -> None:
    path = knowledge / f"{BALANCE}.yml"
    reply = "Pay by {{ date('filing_season.deadline') }}."
    path.write_text(path.read_text("utf-8").replace("I cannot see your account.", reply), "utf-8")
    reader = CorpusReader(knowledge)
    first = reader.read()
    assert first.faults == ()
    figures = knowledge / "figures" / "2025.yml"
    figures.write_text(figures.read_text("utf-8").replace("2026-04-15", "2026-04-17"), "utf-8")
    texts = [
        read.redirects[BALANCE].reply.render(YearChoice(2025, TODAY))
        for read in (first, reader.read())
    ]
    assert texts == ["Pay by April 15, 2026.", "Pay by April 17, 2026."]
