"""The labelled questions of tests/questions: each entry exists, none is in the content."""

from pathlib import Path

import pytest
from rapidfuzz import fuzz, process

from embeddings.corpus import Corpus, load_corpus
from embeddings.labelled import REDIRECTED_KINDS, Question, read_questions
from embeddings.validation_questions import COPY, SHORTEST_COMPARED, folded
from server.settings import ROOT

FILES = sorted((ROOT / "tests" / "questions").glob("*.yml"))


@pytest.fixture(scope="module")
def content() -> Corpus:
    return load_corpus(ROOT / "knowledge")


@pytest.fixture(scope="module")
def written(content: Corpus) -> dict[str, str]:
    """Everything the content asks, folded, and where it stands."""
    texts = {
        words_of(text): entry.id
        for entry in content.entries.values()
        for text in (entry.question, *entry.paraphrases)
    }
    examples = {
        words_of(example): redirect.id
        for redirect in content.redirects.values()
        for example in redirect.examples
    }
    return {**texts, **examples}


def test_there_are_files() -> None:
    names = {"follow_ups", "more", "outside", "routing", "stories", "two_questions"}
    assert {path.stem for path in FILES} >= names


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_label_is_one(content: Corpus, path: Path) -> None:
    questions = read_questions(path)
    assert questions
    entries = {entry for question in questions for entry in question.entries}
    assert sorted(entries - set(content.entries)) == []
    kinds = {question.kind for question in questions}
    assert kinds <= {"answerable", "follow_up", *REDIRECTED_KINDS}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_question_is_asked_twice(path: Path) -> None:
    asked = [(question.context, words_of(question.text)) for question in read_questions(path)]
    assert sorted(pair for pair in set(asked) if asked.count(pair) > 1) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_question_stands_in_the_content(written: dict[str, str], path: Path) -> None:
    found = [(q.text, copied(q, written)) for q in read_questions(path)]
    assert [(text, known) for text, known in found if known is not None] == []


def copied(question: Question, written: dict[str, str]) -> str | None:
    """The text of the content that the question repeats, with its place."""
    text = words_of(question.text)
    if text in written:
        return f"{text} in {written[text]}"
    if len(text) < SHORTEST_COMPARED:
        return None
    near = process.extractOne(text, list(written), scorer=fuzz.ratio, score_cutoff=COPY)
    return None if near is None else f"{near[0]} in {written[near[0]]}"


def words_of(text: str) -> str:
    """The words alone; of a message without any, its signs."""
    return folded(text) or text.strip()
