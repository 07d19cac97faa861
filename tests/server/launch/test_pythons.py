"""Tests of finding a Python, with made-up programs on the PATH."""

from collections.abc import Callable
from pathlib import Path

import pytest

from server.launch.commands import StepFailed
from server.launch.pythons import find_python
from server.launch.steps import Project

MakeProgram = Callable[[str, str], Path]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakeProgram:
    """Makes a program under a folder that alone, with the system's shell, is the PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))

    def make(path: str, script: str) -> Path:
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)
        return file

    return make


def _find(tmp_path: Path, *versions: str) -> Path:
    return find_python(versions or ("3.10",), Project(tmp_path), tmp_path / "log")


def test_the_one_on_the_path(tmp_path: Path, program: MakeProgram) -> None:
    python = program("bin/python3.10", "echo 3 10 venv")
    assert _find(tmp_path) == python


def test_a_dead_shim_is_passed_over_for_what_pyenv_names(
    tmp_path: Path, program: MakeProgram
) -> None:
    program("bin/python3.10", "echo 'pyenv: python3.10: command not found' >&2; exit 127")
    python = program("elsewhere/bin/python", "echo 3 10 venv")
    program("bin/pyenv", f"echo {tmp_path}/elsewhere")
    assert _find(tmp_path) == python


def test_pyenvs_folder_is_looked_into(tmp_path: Path, program: MakeProgram) -> None:
    python = program("pyenv/versions/3.10.13/bin/python", "echo 3 10 venv")
    program("pyenv/versions/3.9.18/bin/python", "echo 3 9 venv")
    assert _find(tmp_path) == python


def test_the_version_wanted_most_comes_first(tmp_path: Path, program: MakeProgram) -> None:
    program("bin/python3.8", "echo 3 8 venv")
    wanted = program("bin/python3.10", "echo 3 10 venv")
    assert _find(tmp_path, "3.10", "3.8") == wanted
    wanted.unlink()
    assert _find(tmp_path, "3.10", "3.8") == tmp_path / "bin" / "python3.8"


def test_else_uv_fetches_one(tmp_path: Path, program: MakeProgram) -> None:
    python = program("fetched/python", "echo 3 10 venv")
    program("bin/uv", f'[ "$2" = find ] && echo {python} || echo uv')
    assert _find(tmp_path) == python


def test_when_all_fails_the_message_says_what_was_tried_and_how_to_get_it(
    tmp_path: Path, program: MakeProgram
) -> None:
    program("bin/python3.10", "echo 3 10 None")
    program("pyenv/versions/3.10.2/bin/python", "exit 1")
    program("bin/uv", '[ "$1" = --version ] && echo uv && exit 0; echo no network; exit 2')
    with pytest.raises(StepFailed) as raised:
        _find(tmp_path)
    message = str(raised.value)
    assert "Python 3.10 is missing" in message
    assert "bin/python3.10: lacks venv: `apt-get install python3.10-venv`" in message
    assert "3.10.2/bin/python: does not run" in message
    assert "uv python install 3.10" in message
    assert "no network" in message
