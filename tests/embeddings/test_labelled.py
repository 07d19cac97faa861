"""Labelled questions: the files that hold them, and whether an answer is the right one."""

from pathlib import Path

import pytest

from embeddings.labelled import (
    REDIRECTED_KINDS,
    EvaluationFileError,
    Question,
    answers_it,
    holds_key_facts,
    read_questions,
)
from tests.factories import DEDUCTION, EXTENSION, REFUND


def read(tmp_path: Path, name: str, text: str) -> list[Question]:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read_questions(tmp_path / name)


def row(tmp_path: Path, text: str) -> Question:
    return read(tmp_path, "filing.yml", f"questions:\n  - {{{text}}}\n")[0]


def test_json_lines(tmp_path: Path) -> None:
    first, second, third = read(
        tmp_path,
        "q.jsonl",
        '{"id": "a", "text": "t", "kind": "answerable", "topic": "x/y", "must": [["1", "2"]],'
        ' "must_not": ["3"]}\n\n'
        '{"text": "u", "intent": "weather", "group": "other"}\n'
        '{"text": "v", "kind": "follow_up", "context": ["t", "s"], "expect": "e"}\n',
    )
    assert (first.id, first.kind, first.topic) == ("a", "answerable", "x/y")
    assert (first.must, first.must_not) == ((("1", "2"),), ("3",))
    assert first.is_answerable
    assert (second.id, second.kind, second.topic) == ("3", "other", "weather")
    assert not second.is_answerable
    assert (third.id, third.context, third.expect) == ("4", ("t", "s"), "e")


@pytest.mark.parametrize(
    ("text", "question"),
    [
        pytest.param(
            "text: more time, entry: filing/extension",
            Question("filing-1", "more time", "answerable", "filing", entries=(EXTENSION,)),
            id="an entry",
        ),
        pytest.param(
            "text: more cake, entry: null",
            Question("filing-1", "more cake", "near_miss", "filing"),
            id="no entry",
        ),
        pytest.param(
            "text: talk to someone, kind: person",
            Question("filing-1", "talk to someone", "person", "filing"),
            id="a kind",
        ),
        pytest.param(
            "text: where is it and how much, entries: [refunds/where, deductions/standard]",
            Question(
                "filing-1",
                "where is it and how much",
                "answerable",
                "refunds",
                entries=(REFUND, DEDUCTION),
                is_double=True,
            ),
            id="two questions",
        ),
        pytest.param(
            "text: and her, entry: refunds/where, context: [hi, where is it]",
            Question(
                "filing-1",
                "and her",
                "follow_up",
                "refunds",
                entries=(REFUND,),
                context=("hi", "where is it"),
            ),
            id="a follow-up",
        ),
        pytest.param(
            "text: more time, entry: filing/extension, context: [hi], changed: true",
            Question(
                "filing-1",
                "more time",
                "answerable",
                "filing",
                entries=(EXTENSION,),
                context=("hi",),
                new_topic=True,
            ),
            id="a new topic",
        ),
    ],
)
def test_rows_of_yaml(tmp_path: Path, text: str, question: Question) -> None:
    assert row(tmp_path, text) == question


@pytest.mark.parametrize("line", ['{"kind": "answerable"}', '{"text": "t"}', "not json", "[1]"])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(EvaluationFileError, match=r"q\.jsonl:2: needs a JSON object"):
        read(tmp_path, "q.jsonl", '{"text": "t", "kind": "k"}\n' + line)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("questions: [", id="not YAML"),
        pytest.param("other: 1", id="no questions"),
        pytest.param("", id="empty"),
        pytest.param("questions: 5", id="a number"),
        pytest.param("questions: [just text]", id="a text for a row"),
        pytest.param("questions: [{entry: a/b}]", id="no text"),
        pytest.param("questions: [{text: a}]", id="no label"),
        pytest.param("questions: [{text: a, entries: null}]", id="no entries"),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(EvaluationFileError, match=r"filing\.yml: needs questions"):
        read(tmp_path, "filing.yml", text)


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("account_specific", "account"),
        ("human_request", "person"),
        ("abuse", "small_talk"),
        ("scam_now", "urgent"),
        ("oos", "out_of_scope"),
        ("near_miss", "out_of_scope"),
    ],
)
def test_each_kind_without_an_answer_has_its_outcome(kind: str, outcome: str) -> None:
    assert REDIRECTED_KINDS[kind] == outcome


@pytest.mark.parametrize(
    ("must", "must_not", "answer", "holds"),
    [
        pytest.param((("4868",),), (), "Send Form 4868.", True, id="there"),
        pytest.param((("4868", "extension"),), (), "An Extension.", True, id="one of a group"),
        pytest.param((("4868",), ("October",)), (), "Form 4868.", False, id="a group missing"),
        pytest.param((("can't",),), (), "You can\u2019t.", True, id="curly quote"),
        pytest.param((("six-month",),), (), "A six\u2011month stay", True, id="narrow hyphen"),
        pytest.param(((r"/\bcar\b/",),), (), "A card.", False, id="whole word"),
        pytest.param((), ("fee",), "No fee at all.", False, id="must not"),
        pytest.param((), (), "", True, id="nothing asked"),
    ],
)
def test_key_facts(
    must: tuple[tuple[str, ...], ...], must_not: tuple[str, ...], answer: str, holds: bool
) -> None:
    asked = Question("q", "text", "answerable", "t", must, must_not)
    assert holds_key_facts(asked, answer) is holds


def test_a_labelled_entry_counts_and_not_the_words() -> None:
    labelled = Question("q", "t", "answerable", "t", must=(("4868",),), entries=(EXTENSION,))
    assert answers_it(labelled, EXTENSION, "no such number")
    assert not answers_it(labelled, REFUND, "Form 4868")
    assert answers_it(Question("q", "t", "answerable", "t", (("4868",),)), REFUND, "Form 4868")
