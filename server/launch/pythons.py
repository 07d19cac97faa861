"""Owns finding a Python of a given version: on the PATH, from pyenv, else one fetched with uv."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from server.launch.commands import StepFailed, run_logged
from server.launch.steps import Project

UV = "uv==0.13.9"
PROBE = (
    "import sys, importlib.util as u; "
    "print(*sys.version_info[:2], u.find_spec('venv') and u.find_spec('ensurepip') and 'venv')"
)


@dataclass(frozen=True)
class Candidate:
    """A program that may be the Python looked for. `fault` is None when it is."""

    program: str
    fault: str | None


def find_python(versions: tuple[str, ...], project: Project, log: Path) -> Path:
    """A Python of one of these versions ("3.10"), the first preferred, that can make environments.

    Raises StepFailed.
    """
    tried: list[Candidate] = []
    for version in versions:
        for program in dict.fromkeys(_programs(version)):
            tried.append(Candidate(program, _fault(program, version)))
            if tried[-1].fault is None:
                return Path(program)
    print(f"  no Python {versions[0]} on this machine: fetching one with uv", flush=True)
    try:
        return _fetched_by_uv(versions[0], project, log)
    except StepFailed as error:
        raise StepFailed(_how_to_get(versions[0], tried, error)) from error


def _programs(version: str) -> Iterator[str]:
    """Where such a Python may be, most likely first. One on the PATH may be a dead shim."""
    if version == f"{sys.version_info.major}.{sys.version_info.minor}":
        yield sys.executable
    on_path = shutil.which(f"python{version}")
    if on_path:
        yield on_path
    pyenv = shutil.which("pyenv")
    if pyenv:
        prefix = _output([pyenv, "prefix", version])
        if prefix:
            yield f"{prefix}/bin/python"
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for folder in sorted(versions.glob(f"{version}.*"), reverse=True):
        yield f"{folder}/bin/python"


def _fault(program: str, version: str) -> str | None:
    answer = _output([program, "-I", "-c", PROBE])
    if answer is None:
        return "does not run"
    major, minor, venv = answer.split()
    if f"{major}.{minor}" != version:
        return f"is {major}.{minor}"
    # Debian keeps these apart, in a package of their own.
    return None if venv == "venv" else f"lacks venv: `apt-get install python{version}-venv`"


def _output(command: list[str]) -> str | None:
    """What a command printed; None when it cannot run or fails."""
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=60,
            stdin=subprocess.DEVNULL,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() or None


def uv_program(project: Project, log: Path) -> Path:
    """uv from the PATH, else from pip, in an environment of its own. Raises StepFailed."""
    on_path = shutil.which("uv")
    if on_path and _output([on_path, "--version"]):
        return Path(on_path)
    tools = project.var / "tools"
    uv = tools / "bin" / "uv"
    if not uv.exists():
        run_logged(
            [sys.executable, "-m", "venv", "--clear", tools],
            "making room for uv",
            log,
            folder=project.root,
        )
        run_logged(
            [tools / "bin" / "python", "-m", "pip", "install", UV],
            "getting uv",
            log,
            folder=project.root,
        )
    return uv


def _fetched_by_uv(version: str, project: Project, log: Path) -> Path:
    uv = uv_program(project, log)
    run_logged(
        [uv, "python", "install", version], f"fetching Python {version}", log, folder=project.root
    )
    found = _output([str(uv), "python", "find", "--no-project", "--managed-python", version])
    if found is None:
        raise StepFailed("uv fetched it but does not find it")
    return Path(found)


def _how_to_get(version: str, tried: list[Candidate], error: StepFailed) -> str:
    seen = "".join(f"\n  tried {each.program}: {each.fault}" for each in tried)
    return (
        f"Python {version} is missing.{seen}\n"
        f"  Get it in one of these ways, then run the same command again:\n"
        f"    pyenv install {version}\n"
        f"    uv python install {version}\n"
        f"    apt-get install python{version}-venv   (where the system has that version)\n"
        f"  uv could not fetch it: {error}"
    )
