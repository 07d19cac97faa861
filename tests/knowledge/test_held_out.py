"""Held-out questions of every topic, asked of the real content with the real encoder."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from embeddings.corpus import load_corpus
from embeddings.decision import Decision
from embeddings.exported import open_encoder
from embeddings.index import build_index
from embeddings.retriever import open_retriever
from embeddings.settings import load_settings
from server.settings import ROOT

Asked = list[tuple[str | None, Decision]]


@pytest.fixture(scope="module")
def asked() -> Asked:
    """Each question's entry (None: nothing answers it) and what was decided.

    Uses the index of `make index`, brought up to date first.
    """
    encoder, folder = open_encoder(), ROOT / "var" / "index"
    build_index(load_corpus(ROOT / "knowledge"), encoder, folder)
    retriever = open_retriever(ROOT / "knowledge", folder, encoder, load_settings())
    rows = [
        row
        for path in sorted(Path(__file__).parent.glob("*.yml"))
        for row in yaml.safe_load(path.read_text(encoding="utf-8"))["questions"]
    ]
    return [(row["entry"], retriever.ask(row["text"])) for row in rows]


def test_the_right_entry_is_found(asked: Asked) -> None:
    ranks = [
        [candidate.entry_id for candidate in decision.candidates].index(entry)
        if entry in [candidate.entry_id for candidate in decision.candidates]
        else None
        for entry, decision in asked
        if entry is not None
    ]
    assert sum(rank == 0 for rank in ranks) / len(ranks) >= 0.85
    assert sum(rank is not None for rank in ranks) / len(ranks) >= 0.97


def test_an_answer_is_mostly_the_right_one(asked: Asked) -> None:
    given = [
        entry in decision.entries
        for entry, decision in asked
        if entry is not None and decision.outcome == "answered"
    ]
    assert len(given) / sum(entry is not None for entry, _ in asked) >= 0.4
    assert sum(given) / len(given) >= 0.9


def test_most_questions_are_answered_or_offered(asked: Asked) -> None:
    helped = [entry in decision.entries for entry, decision in asked if entry is not None]
    assert sum(helped) / len(helped) >= 0.85


def test_what_nothing_answers_mostly_gets_no_answer(asked: Asked) -> None:
    outcomes = Counter(decision.outcome for entry, decision in asked if entry is None)
    assert outcomes["answered"] / outcomes.total() <= 0.2
