"""The commands editors run: what they print and how they end."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from embeddings.__main__ import app
from tests.factories import EXTENSION


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


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


def test_build_then_search(knowledge: Path, tmp_path: Path) -> None:
    code, output = run("build", *folders(knowledge, tmp_path))
    assert code == 0
    assert "3 entries, 9 passages" in output
    question = "How do I get more time to file?"
    code, output = run("search", question, *folders(knowledge, tmp_path))
    assert code == 0
    assert EXTENSION in output
    assert "answered" in output
    assert "Form 4868" in output


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
