"""The content itself: sound, readable, and free of what belongs elsewhere."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest
import yaml

from embeddings.corpus import Corpus, load_corpus
from embeddings.templates import YearChoice
from embeddings.validation import inspect, validate
from embeddings.validation_questions import folded, near_copy
from server.settings import ROOT

KNOWLEDGE = ROOT / "knowledge"
EVALUATION = ROOT.parent / "shared" / "eval" / "dev_questions.jsonl"


@pytest.fixture(scope="module")
def content() -> Corpus:
    return load_corpus(KNOWLEDGE)


def test_there_are_no_errors(content: Corpus) -> None:
    today = dt.date(2026, 11, 23)
    errors = [fault for fault in validate(content, today) if fault.severity == "error"]
    assert errors == []


def test_answers_are_easy_to_read(content: Corpus) -> None:
    found = inspect(content, dt.date(2026, 11, 23))
    assert found.mean_grade <= 8
    assert found.highest_grade <= 11


def test_every_topic_of_the_list_has_entries(content: Corpus) -> None:
    assert {entry.topic for entry in content.entries.values()} == set(content.topics)


def test_every_figure_says_where_it_comes_from(content: Corpus) -> None:
    registries = [*content.figures.by_year.values(), content.figures.current]
    figures = [figure for registry in registries for figure in registry.values()]
    assert len(figures) > 300
    assert all(figure.source and figure.confidence for figure in figures)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_answer_renders_for_the_years_it_holds_for(content: Corpus, year: int) -> None:
    rendered = [
        entry.answer.render(YearChoice(year, dt.date(2026, 11, 23)))
        for entry in content.entries.values()
        if entry.holds_for(year)
    ]
    assert len(rendered) > 250
    assert [text for text in rendered if "{{" in text or "{%" in text] == []


@pytest.mark.parametrize("day", ["2027-01-02", "2027-04-16", "2027-12-31"])
def test_answers_survive_the_turn_of_the_year(content: Corpus, day: str) -> None:
    years = YearChoice(None, dt.date.fromisoformat(day))
    texts = [entry.answer.render(years) for entry in content.entries.values()]
    assert all(texts)


def test_no_evaluation_question_is_in_content_or_training_data(content: Corpus) -> None:
    if not EVALUATION.is_file():
        pytest.skip(f"the evaluation questions are not at {EVALUATION.relative_to(ROOT.parent)}")
    lines = EVALUATION.read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["text"] for line in lines if line.strip()]
    texts = [
        text for entry in content.entries.values() for text in (entry.question, *entry.paraphrases)
    ]
    for path in sorted((ROOT / "bot" / "data" / "nlu").glob("*.yml")):
        texts.extend(re.findall(r"^\s+- (?!intent)(.+)$", path.read_text("utf-8"), re.MULTILINE))
    copies = [(text, near_copy(text, questions)) for text in texts]
    assert [(text, question) for text, question in copies if question is not None] == []


def held_out(path: Path) -> list[tuple[str, str | None]]:
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [(row["text"], row["entry"]) for row in raw["questions"]]


HELD_OUT = sorted(Path(__file__).parent.glob("*.yml"))


def test_every_topic_has_held_out_questions(content: Corpus) -> None:
    assert {path.stem for path in HELD_OUT} == set(content.topics)


@pytest.mark.parametrize("path", HELD_OUT, ids=lambda path: path.stem)
def test_held_out_questions_are_held_out(content: Corpus, path: Path) -> None:
    rows = held_out(path)
    assert sum(entry is None for _, entry in rows) >= 2
    known = {entry for _, entry in rows if entry is not None}
    assert known <= set(content.entries)
    written = {
        folded(text)
        for entry in content.entries.values()
        for text in (entry.question, *entry.paraphrases)
    }
    assert [text for text, _ in rows if folded(text) in written] == []
