"""Tests of the commands on contact keys, and of how a command ends with wrong ones."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from server.__main__ import app
from server.contact.keys import new_key


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ASSISTANT_VAR_DIR", str(tmp_path))
    for name in ("ASSISTANT_DATABASE_URL", "ASSISTANT_CONTACT_KEYS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_a_rotation_with_the_key_file_keeps_the_old_key(folder: Path) -> None:
    assert run("contact", "rotate-key").exit_code == 0
    (old,) = (folder / "contact.key").read_text().split()
    result = run("contact", "rotate-key", "--new-key")
    assert result.exit_code == 0, result.output
    assert "1 values encrypted anew" in result.output
    new, kept = (folder / "contact.key").read_text().split()
    assert (kept, new != old) == (old, True)
    (folder / "contact.key").write_text(new)
    assert run("tickets", "export").exit_code == 0


def test_where_the_environment_has_the_keys_the_new_one_comes_from_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ASSISTANT_CONTACT_KEYS", new_key())
    result = run("contact", "rotate-key", "--new-key")
    assert result.exit_code == 2
    assert "ASSISTANT_CONTACT_KEYS" in result.output


@pytest.mark.parametrize("command", [["tickets", "export"], ["serve"], ["contact", "rotate-key"]])
def test_wrong_keys_end_every_command_with_a_word_of_them(
    command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_CONTACT_KEYS", run("contact", "new-key").output.strip())
    assert run("tickets", "export").exit_code == 0
    monkeypatch.setenv("ASSISTANT_CONTACT_KEYS", new_key())
    result = run(*command)
    assert result.exit_code == 2
    assert "ASSISTANT_CONTACT_KEYS" in result.output
    assert "Traceback" not in result.output


def test_a_faulty_key_is_a_wrong_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_CONTACT_KEYS", "my secret word")
    result = run("tickets", "export")
    assert result.exit_code == 2
    assert "ASSISTANT_CONTACT_KEYS" in result.output
    assert "my secret word" not in result.output
