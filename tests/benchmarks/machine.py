"""Owns what is told of where a run took place: processor, memory, versions, load, commit."""

import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

from server.launch.environments import pins
from server.settings import ROOT
from tests.benchmarks.results import Machine

PACKAGES = (
    *("torch", "onnxruntime", "faiss-cpu", "sentence-transformers"),
    *("fastapi", "uvicorn", "sqlalchemy"),
    *("locust", "py-spy"),
)
CPU_INFO = Path("/proc/cpuinfo")


def this_machine() -> Machine:
    """Its load is that of the last minute."""
    return Machine(
        processor=_processor(),
        cores=os.cpu_count() or 1,
        memory_gib=round(psutil.virtual_memory().total / 2**30, 1),
        load=round(os.getloadavg()[0], 2),
        versions=(("python", platform.python_version()), *_versions()),
    )


def commit() -> str:
    """Git's short name of what was measured, "+" where files differ from it; "" without git."""
    try:
        told = subprocess.run(
            ["git", "describe", "--always", "--exclude=*", "--dirty=+"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return told.stdout.strip()


def _processor() -> str:
    if CPU_INFO.exists():
        for line in CPU_INFO.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _versions() -> list[tuple[str, str]]:
    found = []
    for name in PACKAGES:
        try:
            found.append((name, version(name)))
        except PackageNotFoundError:
            continue
    # Another environment's: as pinned.
    for name in ("rasa", "tensorflow"):
        pinned = pins(ROOT / "bot" / "requirements.txt").get(name, "")
        if pinned:
            found.append((name, pinned.partition("==")[2]))
    return found
