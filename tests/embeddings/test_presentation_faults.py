"""The validator's three ways to print."""

import json
from pathlib import Path

import pytest
from rich.console import Console

from embeddings.corpus import Corpus
from embeddings.faults import Fault
from embeddings.presentation_faults import Format, show_validation
from embeddings.validation import Validation

ROOT = Path("/project")


def shown(
    corpus: Corpus, capsys: pytest.CaptureFixture[str], form: Format, left_out: str = ""
) -> str:
    fault = Fault(
        ROOT / "knowledge" / "a,b.md", 7, "by-hand", "50% [is]\nby hand", "warning", "write: this"
    )
    found = Validation((fault,), 4.56, 7.0)
    show_validation(Console(width=60), found, corpus, ROOT, form, [left_out] if left_out else [])
    return capsys.readouterr().out


def test_text(corpus: Corpus, capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(corpus, capsys, "text", "the index is missing")
    assert "knowledge/a,b.md:7: warning 50% [is]\nby hand: write: this (by-hand)" in text
    assert "left out: the index is missing" in text
    assert "3 entries in 3 topics: 0 errors, 1 warnings" in text
    assert "reading grade: 4.6 on average, 7.0 at most" in text


def test_json(corpus: Corpus, capsys: pytest.CaptureFixture[str]) -> None:
    read = json.loads(shown(corpus, capsys, "json", "no index"))
    assert (read["errors"], read["warnings"], read["mean_grade"]) == (0, 1, 4.56)
    assert read["left_out"] == ["no index"]
    assert read["faults"][0] == {
        "path": "knowledge/a,b.md",
        "line": 7,
        "severity": "warning",
        "check": "by-hand",
        "message": "50% [is]\nby hand",
        "mend": "write: this",
    }


def test_github(corpus: Corpus, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = shown(corpus, capsys, "github", "no index").splitlines()
    assert first == (
        "::warning file=knowledge/a%2Cb.md,line=7,title=by-hand::50%25 [is]%0Aby hand: write: this"
    )
    assert second == "::notice::no index"
