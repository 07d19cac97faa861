"""The evaluation: key facts, verdicts and the sums made of them."""

from pathlib import Path

import pytest

from embeddings.evaluation import (
    EvaluationFileError,
    Question,
    evaluate,
    holds_key_facts,
    read_questions,
)
from tests.factories import DEDUCTION, EXTENSION, REFUND, decision, write_knowledge
from tests.fakes import ScriptedRetriever


def question(text: str, kind: str = "answerable", *must: str) -> Question:
    return Question("q", text, kind, "filing/x", (must,) if must else ())


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


@pytest.fixture
def retriever(tmp_path: Path) -> ScriptedRetriever:
    scripted = ScriptedRetriever(write_knowledge(tmp_path / "knowledge"))
    scripted.decisions = {
        "more time": decision("answered", EXTENSION),
        "refund": decision("answered", REFUND),
        "which": decision("choices", REFUND, EXTENSION),
        "weather": decision("answered", DEDUCTION),
    }
    return scripted


def test_verdicts_and_sums(retriever: ScriptedRetriever) -> None:
    report = evaluate(
        retriever,
        [
            question("more time", "answerable", "4868"),
            question("refund", "answerable", "4868"),
            question("which", "answerable", "4868"),
            question("unknown", "answerable", "4868"),
            question("weather", "out_of_scope"),
            question("goal", "oos"),
            question("and then", "follow_up", "4868"),
        ],
    )
    verdicts = [item.verdict for item in report.scored]
    assert verdicts == ["right", "wrong", "right_in_choices", "missed", "wrong", "right"]
    assert report.recall_at(1) == pytest.approx(1 / 4)
    assert report.recall_at(5) == pytest.approx(2 / 4)
    assert report.mean_reciprocal_rank == pytest.approx((1 + 1 / 2) / 4)
    assert report.wrong_among_answers == pytest.approx(2 / 3)


def test_a_file_of_questions_is_read(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(
        '{"id": "a", "text": "t", "kind": "answerable", "topic": "x/y", "must": [["1"]]}\n\n'
        '{"text": "u", "intent": "weather", "group": "other"}\n',
        encoding="utf-8",
    )
    first, second = read_questions(path)
    assert (first.id, first.kind, first.must) == ("a", "answerable", (("1",),))
    assert (second.id, second.kind, second.topic) == ("3", "other", "weather")


@pytest.mark.parametrize("line", ['{"kind": "answerable"}', "not json", "[1]"])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('{"text": "t", "kind": "k"}\n' + line, encoding="utf-8")
    with pytest.raises(EvaluationFileError, match=r"q\.jsonl:2"):
        read_questions(path)


def test_held_out_questions_are_read_with_their_entry(tmp_path: Path) -> None:
    path = tmp_path / "filing.yml"
    path.write_text(
        'questions:\n  - {text: "more time", entry: filing/extension}\n'
        '  - {text: "more cake", entry: null}\n',
        encoding="utf-8",
    )
    first, second = read_questions(path)
    assert (first.kind, first.topic, first.entry) == ("answerable", "filing", EXTENSION)
    assert (second.kind, second.entry) == ("near_miss", None)


def test_a_labelled_entry_counts_and_not_the_words(retriever: ScriptedRetriever) -> None:
    labelled = Question("q", "refund", "answerable", "t", entry=EXTENSION)
    right = Question("q", "more time", "answerable", "t", entry=EXTENSION)
    verdicts = [item.verdict for item in evaluate(retriever, [labelled, right]).scored]
    assert verdicts == ["wrong", "right"]


@pytest.mark.parametrize("text", ["questions: [", "questions: [{text: a}]", "other: 1"])
def test_a_bad_file_of_held_out_questions_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "filing.yml").write_text(text, encoding="utf-8")
    with pytest.raises(EvaluationFileError, match=r"filing\.yml"):
        read_questions(tmp_path / "filing.yml")
