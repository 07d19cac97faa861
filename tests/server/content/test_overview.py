"""Tests of the overview of the content."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from embeddings.corpus import Corpus, load_corpus
from embeddings.faults import Fault
from server.content.overview import EntryRow, needing_attention, overview
from server.content.repository import Usage
from tests.factories import DEDUCTION, EXTENSION, REFUND, TODAY, write_knowledge


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    return write_knowledge(tmp_path / "knowledge")


def rows(
    knowledge: Path, corpus: Corpus, faults: tuple[Fault, ...] = (), today: dt.date = TODAY
) -> dict[str, EntryRow]:
    usage = {REFUND: Usage(5, 2, 1)}
    topics = overview(corpus, knowledge, faults, usage, today)
    return {row.id: row for topic in topics for row in topic.entries}


def test_topics_are_in_display_order_with_their_use(knowledge: Path) -> None:
    corpus = load_corpus(knowledge)
    topics = overview(corpus, knowledge, (), {REFUND: Usage(5, 2, 1)}, TODAY)
    assert [topic.label for topic in topics] == ["Filing", "Deductions", "Refunds"]
    (row,) = topics[2].entries
    assert (row.id, row.state, row.usage) == (REFUND, "live", Usage(5, 2, 1))
    assert row.changed is not None
    assert topics[0].entries[0].usage.asked == 0


def test_the_states_of_entries(knowledge: Path) -> None:
    corpus = load_corpus(knowledge)
    entries = dict(corpus.entries)
    entries[EXTENSION] = replace(entries[EXTENSION], review_by=TODAY - dt.timedelta(1))
    entries[DEDUCTION] = replace(entries[DEDUCTION], paused="New guidance expected")
    fault = Fault(knowledge / f"{REFUND}.md", 7, "format", "is wrong")
    found = rows(knowledge, replace(corpus, entries=entries), (fault,))
    assert {entry_id: row.state for entry_id, row in found.items()} == {
        EXTENSION: "past review",
        DEDUCTION: "paused",
        REFUND: "faulty",
    }
    assert found[DEDUCTION].note == "New guidance expected"
    assert "Line 7: is wrong" in found[REFUND].note


def test_a_faulty_new_file_is_listed_too(knowledge: Path) -> None:
    fault = Fault(knowledge / "filing" / "new.md", 1, "format", "is wrong")
    figures = Fault(knowledge / "figures" / "2026.yml", 1, "figures", "is wrong")
    found = rows(knowledge, load_corpus(knowledge), (fault, figures))
    assert (found["filing/new"].state, found["filing/new"].question) == ("faulty", None)
    assert len(found) == 4


def test_what_needs_attention_is_the_worst_first_and_a_paused_topic_as_a_whole(
    knowledge: Path,
) -> None:
    corpus = load_corpus(knowledge)
    entries = dict(corpus.entries)
    entries[EXTENSION] = replace(entries[EXTENSION], paused="Wait")
    entries[DEDUCTION] = replace(entries[DEDUCTION], paused="Wait too")
    fault = Fault(knowledge / f"{REFUND}.md", 7, "format", "is wrong")
    changed = replace(corpus, entries=entries, paused_topics={"deductions": "Wait too"})
    topics = overview(changed, knowledge, (fault,), {}, TODAY)
    assert [row.id for row in needing_attention(topics)] == [REFUND, EXTENSION]
