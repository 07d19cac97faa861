"""Owns making the two Python environments, from nothing and fully pinned."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.launch.commands import StepFailed, run_logged
from server.launch.pythons import find_python
from server.launch.pytorch import install_pytorch
from server.launch.steps import Project

# The versions that constraints.txt holds for, the one it was made with first.
SERVER_PYTHONS = ("3.11", "3.12")
RASA_PYTHONS = ("3.10",)
# Installed first: they build the few packages that come as source.
INSTALLERS = ("pip", "setuptools", "wheel")


def make_server_environment(project: Project) -> None:
    """`.venv` from constraints.txt, PyTorch first so that nothing else chooses its build."""
    log = project.log("environment")
    pinned = project.root / "constraints.txt"
    base = find_python(SERVER_PYTHONS, project, log)
    with _new_environment(project, ".venv", base, pinned, log) as python:
        install_pytorch(python, pins(pinned)["torch"], pinned, project, log)
        _install(python, pinned, project, log)


def make_rasa_environment(project: Project) -> None:
    """`.venv-rasa` from bot/requirements.txt."""
    log = project.log("rasa-environment")
    pinned = project.root / "bot" / "requirements.txt"
    base = find_python(RASA_PYTHONS, project, log)
    with _new_environment(project, ".venv-rasa", base, pinned, log) as python:
        _install(python, pinned, project, log)


def pins(pinned: Path) -> dict[str, str]:
    """The requirements of a pinned list by lower-case package name, without markers."""
    text = pinned.read_text(encoding="utf-8")
    lines = (line.split("#")[0].split(";")[0].strip() for line in text.splitlines())
    return {line.split("==")[0].lower(): line for line in lines if "==" in line}


@contextmanager
def _new_environment(
    project: Project, name: str, base: Path, pinned: Path, log: Path
) -> Iterator[Path]:
    """Its Python, to install into; the folder is removed again when that does not succeed."""
    folder = project.root / name
    if folder.is_symlink():  # another clone's: `--clear` would empty it
        folder.unlink()
    try:
        run_logged(
            [base, "-m", "venv", "--clear", folder], f"making {name}", log, folder=project.root
        )
        python = folder / "bin" / "python"
        known = pins(pinned)
        first = [known[installer] for installer in INSTALLERS if installer in known]
        run_logged(
            [python, "-m", "pip", "install", *first], "installing pip", log, folder=project.root
        )
        yield python
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _install(python: Path, pinned: Path, project: Project, log: Path) -> None:
    count = len(pins(pinned))
    # Without isolation, so that source packages are built by the pinned setuptools.
    options = ["--no-build-isolation", "--disable-pip-version-check", "-r", pinned]
    run_logged(
        [python, "-m", "pip", "install", *options],
        f"installing {count} packages",
        log,
        folder=project.root,
    )
    try:
        run_logged([python, "-m", "pip", "check"], "checking them", log, folder=project.root)
    except StepFailed as error:
        raise StepFailed(f"{pinned.name} does not hold all that is needed here: {error}") from error
