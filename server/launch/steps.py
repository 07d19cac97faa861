"""Owns a step of the set-up: done when its inputs changed, stamped only when whole."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

SKIPPED_FOLDERS = {"__pycache__", ".mypy_cache", ".ruff_cache"}


@dataclass(frozen=True)
class Project:
    """The folder the project lives in, and where built things go."""

    root: Path

    @property
    def var(self) -> Path:
        return self.root / "var"

    def log(self, step: str) -> Path:
        return self.var / "logs" / f"{step}.log"

    def stamp(self, step: str) -> Path:
        return self.var / "stamps" / step


@dataclass(frozen=True)
class Step:
    """`inputs` are files and folders, `also` further values, all by which a change is seen.

    `outputs` must exist for the step to count as done, and `damage_of` find nothing wrong with
    them. Paths are relative to the project's root. `only_by_name`: not part of a whole set-up.
    """

    name: str
    title: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    make: Callable[[Project], None]
    also: tuple[str, ...] = ()
    damage_of: Callable[[Project], str | None] = lambda project: None
    only_by_name: bool = False


def run_step(step: Step, project: Project) -> bool:
    """Whether there was anything to do. Raises StepFailed, and then leaves no stamp."""
    digest = inputs_digest(step, project)
    stamp = project.stamp(step.name)
    is_there = _is_there(step, project)
    damage = step.damage_of(project) if is_there else None
    if damage is not None:
        print(f"{step.name}: {damage}: it is made anew", flush=True)
    if is_there and damage is None and _is_current(step, project, digest):
        print(f"{step.name}: up to date ({step.title})", flush=True)
        return False
    print(f"{step.name}: {step.title}", flush=True)
    started = time.monotonic()
    stamp.unlink(missing_ok=True)
    project.log(step.name).unlink(missing_ok=True)
    step.make(project)
    _write(stamp, digest)
    print(f"{step.name}: done in {time.monotonic() - started:.0f} s", flush=True)
    return True


def is_done(step: Step, project: Project) -> bool:
    """Whether it is there, made of its inputs as they are now; damage is not looked for."""
    return _is_there(step, project) and _is_current(step, project, inputs_digest(step, project))


def _is_there(step: Step, project: Project) -> bool:
    return all((project.root / path).exists() for path in step.outputs)


def _is_current(step: Step, project: Project, digest: str) -> bool:
    return _read(project.stamp(step.name)) == digest


def inputs_digest(step: Step, project: Project) -> str:
    """SHA-256 over the inputs' names and contents, and over `also`."""
    digest = hashlib.sha256("\x00".join(step.also).encode())
    for path in _files(step, project):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"\n{path.relative_to(project.root).as_posix()} {content}".encode())
    return digest.hexdigest()


def _files(step: Step, project: Project) -> Iterator[Path]:
    for name in step.inputs:
        path = project.root / name
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in found:
            hidden = any(part in SKIPPED_FOLDERS or part[0] == "." for part in _below(file, path))
            if file.is_file() and not hidden:
                yield file


def _below(file: Path, folder: Path) -> tuple[str, ...]:
    return file.relative_to(folder).parts


def _read(stamp: Path) -> str | None:
    try:
        return stamp.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return None


def _write(stamp: Path, digest: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    fresh = stamp.with_name(f"{stamp.name}.new")
    fresh.write_text(f"{digest}\n", encoding="ascii")
    fresh.replace(stamp)
