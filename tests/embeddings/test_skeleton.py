"""A new entry: prompts instead of gaps, nothing overwritten, not live before it is written."""

import datetime as dt
from pathlib import Path

import pytest
import yaml

from embeddings.corpus import load_corpus
from embeddings.skeleton import PROMPT, SkeletonRefused, prompts_left, skeleton, start_entry
from embeddings.validation import validate

TODAY = dt.date(2026, 11, 23)
TOPICS = ["filing", "refunds"]


def test_the_skeleton_is_filled_in(knowledge: Path) -> None:
    path = start_entry(knowledge, TOPICS, "refunds/lost-check", 'My "check" is lost', TODAY)
    text = path.read_text(encoding="utf-8")
    assert 'question: "My \\"check\\" is lost"' in text
    assert "reviewed_on: 2026-11-23\nreview_by: 2027-11-23" in text
    assert "TODO" not in text


def test_it_does_not_go_live_and_every_prompt_is_reported(knowledge: Path) -> None:
    path = start_entry(knowledge, TOPICS, "refunds/lost-check", "", TODAY)
    corpus = load_corpus(knowledge)
    assert "refunds/lost-check" not in corpus.entries
    faults = [fault for fault in validate(corpus, TODAY) if fault.check == "unwritten"]
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(faults) == sum(line.count(PROMPT) for line in lines)
    assert all(PROMPT in lines[fault.line - 1] for fault in faults)
    assert {fault.severity for fault in faults} == {"error"}


def test_an_answer_not_written_stays_out_though_all_else_is_there(knowledge: Path) -> None:
    path = start_entry(knowledge, TOPICS, "refunds/lost-check", "Is my check lost?", TODAY)
    text = path.read_text(encoding="utf-8")
    text = text.replace(f'"{PROMPT} standard, or high where a wrong answer costs money"', "high")
    text = text.replace(f"{PROMPT} its address", "https://www.irs.gov/refunds")
    path.write_text(text, encoding="utf-8")
    corpus = load_corpus(knowledge)
    assert "refunds/lost-check" not in corpus.entries
    assert "not written yet: the short answer" in corpus.faults[0].message
    head, _, _ = text.partition(f"\n{PROMPT} the short")
    path.write_text(f"{head}\nCall the office.\n", encoding="utf-8")
    assert "refunds/lost-check" in load_corpus(knowledge).entries


def test_a_written_entry_has_no_prompt_left() -> None:
    assert prompts_left("question: May I?\n") == []


@pytest.mark.parametrize(
    ("entry_id", "message"),
    [
        pytest.param("refunds/where", "there already", id="exists"),
        pytest.param("holidays/beach", "use one of filing, refunds", id="unknown topic"),
        pytest.param("refunds", "topic/slug", id="no slug"),
        pytest.param("refunds/Lost Check", "topic/slug", id="bad slug"),
        pytest.param("../etc/passwd", "topic/slug", id="outside"),
    ],
)
def test_what_cannot_be_started_is_said(knowledge: Path, entry_id: str, message: str) -> None:
    before = (knowledge / "refunds" / "where.md").read_text(encoding="utf-8")
    with pytest.raises(SkeletonRefused, match=message):
        start_entry(knowledge, TOPICS, entry_id, "A question?", TODAY)
    assert (knowledge / "refunds" / "where.md").read_text(encoding="utf-8") == before


def test_a_leap_day_is_reviewed_the_day_before() -> None:
    assert "review_by: 2029-02-28" in skeleton("Q?", dt.date(2028, 2, 29))


def test_a_question_with_what_cannot_be_printed_is_read_again() -> None:
    front = skeleton("Where is\x7f my\x0b refund?", dt.date(2026, 11, 23)).split("---\n")[1]
    assert yaml.safe_load(front)["question"] == "Where is my refund?"
