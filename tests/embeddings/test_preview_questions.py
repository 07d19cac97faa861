"""The questions of a preview, and what is right for each."""

from pathlib import Path

import pytest

from embeddings.labelled import EvaluationFileError, Question
from embeddings.preview_questions import (
    Asked,
    evaluation_questions,
    held_out_questions,
    logged_questions,
)
from tests.factories import DEDUCTION, EXTENSION, decision, write_knowledge
from tests.fakes import ScriptedRetriever


def labelled(kind: str) -> Asked:
    facts = Question("q", "text", kind, "t", must=(("4868",),))
    return Asked("evaluation", "text", facts=facts)


HELD = Asked("held-out", "text", entry=EXTENSION, has_entry=True)
NOBODYS = Asked("held-out", "text", entry=None, has_entry=True)


@pytest.mark.parametrize(
    ("asked", "given", "right"),
    [
        pytest.param(labelled("answerable"), ["answered", EXTENSION], True, id="facts hold"),
        pytest.param(labelled("answerable"), ["answered", DEDUCTION], False, id="facts do not"),
        pytest.param(labelled("answerable"), ["choices", EXTENSION], False, id="only offered"),
        pytest.param(labelled("out_of_scope"), ["answered", EXTENSION], False, id="false answer"),
        pytest.param(labelled("out_of_scope"), ["unanswered"], True, id="rightly silent"),
        pytest.param(labelled("near_miss"), ["choices", EXTENSION], True, id="not given"),
        pytest.param(labelled("spanish"), ["unanswered"], None, id="no label"),
        pytest.param(HELD, ["answered", EXTENSION], True, id="the entry"),
        pytest.param(HELD, ["answered", DEDUCTION], False, id="another entry"),
        pytest.param(NOBODYS, ["unanswered"], True, id="no entry has it"),
        pytest.param(NOBODYS, ["answered", EXTENSION], False, id="no entry has it, one given"),
        pytest.param(Asked("log", "text"), ["answered", EXTENSION], None, id="logged"),
    ],
)
def test_what_is_right(tmp_path: Path, asked: Asked, given: list[str], right: bool | None) -> None:
    retriever = ScriptedRetriever(write_knowledge(tmp_path / "knowledge"))
    outcome, *entries = given
    assert asked.is_right(retriever, decision(outcome, *entries)) is right  # type: ignore[arg-type]


def test_files_are_read(tmp_path: Path) -> None:
    evaluation = tmp_path / "e.jsonl"
    evaluation.write_text(
        '{"text": "a", "kind": "answerable"}\n{"text": "and b?", "kind": "follow_up"}\n',
        encoding="utf-8",
    )
    assert [item.text for item in evaluation_questions(evaluation)] == ["a"]
    (tmp_path / "filing.yml").write_text(
        'questions: [{text: "c", entry: filing/x}, {text: "d", entry: null}]', encoding="utf-8"
    )
    assert [item.entry for item in held_out_questions(tmp_path)] == ["filing/x", None]
    assert all(item.has_entry for item in held_out_questions(tmp_path))


def test_the_newest_of_a_log_once_each(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    lines = (f'{{"text": "{text}"}}' for text in "abcbd")
    log.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert [item.text for item in logged_questions(log, 3)] == ["d", "b", "c"]


@pytest.mark.parametrize("line", ["no", '{"other": 1}', "[1]"])
def test_a_bad_line_of_a_log_is_named(tmp_path: Path, line: str) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text('{"text": "a"}\n' + line, encoding="utf-8")
    with pytest.raises(EvaluationFileError, match=r"log\.jsonl:2"):
        logged_questions(log, 5)


def test_a_bad_held_out_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "filing.yml").write_text("questions: 5", encoding="utf-8")
    with pytest.raises(EvaluationFileError, match=r"filing\.yml"):
        held_out_questions(tmp_path)
