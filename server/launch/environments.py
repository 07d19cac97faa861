"""Owns making the Python environments, from nothing and fully pinned."""

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
SITE_PACKAGES = "lib/python3*/site-packages"


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


def make_benchmark_environment(project: Project) -> None:
    """`var/benchmark-environment`: the server's packages, and those of the benchmarks alone."""
    log = project.log("benchmark-environment")
    pinned = project.root / "tests" / "benchmarks" / "requirements.txt"
    server, folder = project.root / ".venv", project.var / "benchmark-environment"
    if not (server / "bin" / "python").exists():
        raise StepFailed("there is no .venv: run `make setup` first")
    pip = [server / "bin" / "python", "-m", "pip", "--python", folder / "bin" / "python"]
    with _whole_or_not_at_all(folder):
        run_logged(
            [server / "bin" / "python", "-m", "venv", "--clear", folder, "--without-pip"],
            f"making {folder.name}",
            log,
            folder=project.root,
        )
        install = [*pip, "install", "--no-deps", "--disable-pip-version-check", "-r", pinned]
        count = len(pins(pinned))
        run_logged(install, f"installing {count} packages", log, folder=project.root)
        # Not before they are installed: pip would take the server's for its own to replace.
        (own,), (others,) = folder.glob(SITE_PACKAGES), server.glob(SITE_PACKAGES)
        (own / "server-environment.pth").write_text(f"{others}\n", encoding="utf-8")
        run_logged([*pip, "check"], "checking them", log, folder=project.root)


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
    with _whole_or_not_at_all(folder):
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


@contextmanager
def _whole_or_not_at_all(folder: Path) -> Iterator[None]:
    if folder.is_symlink():  # another clone's: `--clear` would empty it
        folder.unlink()
    try:
        yield
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
