"""Tests of what all commands share, run as an operator runs them."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from server.__main__ import app

COMMANDS = pytest.mark.parametrize(
    "command",
    [
        "migrate",
        "questions",
        "staff list",
        "tickets export",
        "measures check",
        "measures month 2026-10",
        "survey export",
    ],
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ASSISTANT_VAR_DIR", str(tmp_path / "var"))
    monkeypatch.delenv("ASSISTANT_DATABASE_URL", raising=False)
    return tmp_path / "var"


def run(command: str) -> Result:
    return CliRunner().invoke(app, command.split())


@COMMANDS
def test_before_the_first_start_there_is_nothing_yet(command: str) -> None:
    result = run(command)
    assert result.exit_code == 0, result.output


@COMMANDS
def test_a_wrong_setting_is_named(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_TIME_ZONE", "Nowhere")
    result = run(command)
    assert result.exit_code == 2
    assert "ASSISTANT_TIME_ZONE" in result.output


@COMMANDS
def test_a_database_that_cannot_be_read_is_told(command: str, folder: Path) -> None:
    folder.mkdir()
    (folder / "assistant.db").write_text("no database, but a text " * 100)
    result = run(command)
    assert result.exit_code == 1
    assert "the database does not answer" in result.output
