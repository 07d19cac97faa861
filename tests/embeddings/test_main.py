"""The commands editors run: what they print and how they end."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from embeddings.__main__ import app
from embeddings.settings import load_settings
from tests.factories import EXTENSION


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture(autouse=True)
def no_evaluation_questions(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The commands look for a file outside the project; the tests must not."""
    monkeypatch.setattr("embeddings.__main__.EVALUATION", tmp_path / "no-questions.jsonl")


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.output


def folders(knowledge: Path, tmp_path: Path) -> list[str]:
    return ["--knowledge", str(knowledge), "--index", str(tmp_path / "index")]


def test_validate_ends_with_1_on_errors_only(knowledge: Path) -> None:
    code, output = run("validate", "--knowledge", str(knowledge))
    assert code == 0
    assert "3 entries in 3 topics: 0 errors, 3 warnings" in output
    (knowledge / "filing" / "broken.md").write_text("no front matter", encoding="utf-8")
    code, output = run("validate", "--knowledge", str(knowledge))
    assert code == 1
    assert "broken.md:1: error" in output


def test_validate_compares_questions_when_the_index_fits(knowledge: Path, tmp_path: Path) -> None:
    _, output = run("validate", *folders(knowledge, tmp_path))
    assert "left out: no search for questions that are nearly the same: there is no" in output
    run("build", *folders(knowledge, tmp_path))
    code, output = run("validate", *folders(knowledge, tmp_path))
    assert code == 0
    assert "nearly the same" not in output


def test_validate_finds_copies_of_evaluation_questions(knowledge: Path, tmp_path: Path) -> None:
    questions = tmp_path / "q.jsonl"
    questions.write_text('{"text": "wheres my refund", "kind": "answerable"}', encoding="utf-8")
    arguments = ["--evaluation", str(questions), "--format", "json"]
    code, output = run("validate", *arguments, *folders(knowledge, tmp_path))
    assert code == 1
    assert {fault["check"] for fault in json.loads(output)["faults"]} >= {"evaluation"}
    code, output = run("validate", "--evaluation", "none", *folders(knowledge, tmp_path))
    assert code == 2


def test_new_writes_once_and_explains_an_unknown_topic(knowledge: Path) -> None:
    start = ["new", "refunds/lost", "--question", "Is it lost?", "--knowledge", str(knowledge)]
    code, output = run(*start)
    assert code == 0
    assert "embeddings validate" in output
    assert "Is it lost?" in (knowledge / "refunds" / "lost.md").read_text(encoding="utf-8")
    assert run(*start)[0] == 2
    code, output = run("new", "beach/sun", "--knowledge", str(knowledge))
    assert code == 2
    assert "filing, deductions, refunds" in output


def test_preview_ends_with_1_when_a_right_answer_is_lost(knowledge: Path, tmp_path: Path) -> None:
    held_out = tmp_path / "held_out"
    held_out.mkdir()
    (held_out / "filing.yml").write_text(
        'questions: [{text: "How do I get more time to file?", entry: filing/extension}]',
        encoding="utf-8",
    )
    log = tmp_path / "log.jsonl"
    log.write_text('{"text": "Where is my refund?"}', encoding="utf-8")
    page = tmp_path / "page.html"
    labelled = tmp_path / "labelled.jsonl"
    labelled.write_text("", encoding="utf-8")
    options = ["--evaluation", str(labelled), "--held-out", str(held_out)]
    options += ["--log", str(log), "--html", str(page)]
    options += folders(knowledge, tmp_path)
    code, output = run("preview", *options)
    assert code == 2
    assert "keeps no copy" in output
    run("build", *folders(knowledge, tmp_path))
    assert run("preview", *options)[0] == 0
    (knowledge / f"{EXTENSION}.md").unlink()
    code, output = run("preview", *options)
    assert code == 1
    assert "1 right answers lost" in output
    assert "How do I get more time to file?" in page.read_text(encoding="utf-8")


def test_an_answer_that_cannot_be_shown_stops_a_build(knowledge: Path, tmp_path: Path) -> None:
    path = knowledge / "deductions" / "standard.md"
    text = path.read_text(encoding="utf-8").replace("usd(", "date(")
    path.write_text(text, encoding="utf-8")
    code, output = run("build", *folders(knowledge, tmp_path))
    assert code == 1
    assert "not a date" in output


def test_build_then_search(knowledge: Path, tmp_path: Path) -> None:
    code, output = run("build", *folders(knowledge, tmp_path))
    assert code == 0
    assert "3 entries, 34 passages" in output
    question = "How do I get more time to file?"
    code, output = run("search", question, *folders(knowledge, tmp_path))
    assert code == 0
    assert EXTENSION in output
    assert "answered" in output
    assert "Form 4868" in output
    assert "more, time, file" in output
    assert f"answer from {load_settings().decision.answer:.2f}" in output


def test_build_refuses_faulty_content(knowledge: Path, tmp_path: Path) -> None:
    (knowledge / "filing" / "broken.md").write_text("no front matter", encoding="utf-8")
    code, output = run("build", *folders(knowledge, tmp_path))
    assert code == 1
    assert "broken.md" in output
    assert not (tmp_path / "index").exists()


def test_search_without_an_index_says_what_to_do(knowledge: Path, tmp_path: Path) -> None:
    code, output = run("search", "x", *folders(knowledge, tmp_path))
    assert code == 2
    assert "python -m embeddings build" in output


def test_evaluate_prints_the_table(knowledge: Path, tmp_path: Path) -> None:
    run("build", *folders(knowledge, tmp_path))
    questions = tmp_path / "q.jsonl"
    questions.write_text(
        '{"text": "more time to file", "kind": "answerable", "topic": "a/b", "must": [["4868"]]}',
        encoding="utf-8",
    )
    code, output = run("evaluate", str(questions), *folders(knowledge, tmp_path))
    assert code == 0
    assert "recall@1 1.000" in output


def test_evaluate_names_a_missing_file(knowledge: Path, tmp_path: Path) -> None:
    code, output = run("evaluate", str(tmp_path / "none.jsonl"), *folders(knowledge, tmp_path))
    assert code == 2
    assert "none.jsonl" in output
