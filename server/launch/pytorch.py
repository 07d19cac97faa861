"""Owns getting PyTorch as the CPU build, without gigabytes of CUDA, wherever one can be had."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from server.launch.commands import StepFailed, run_logged
from server.launch.pythons import uv_program
from server.launch.steps import Project


def install_pytorch(python: Path, pin: str, constraints: Path, project: Project, log: Path) -> None:
    """Installs `pin` ("torch==2.13.0") into python's environment. Raises StepFailed."""
    pip = [python, "-m", "pip", "install", "-c", constraints, pin]
    if pip_gets_cpu_build(python, pin):
        run_logged(pip, "installing PyTorch, CPU build", log, folder=project.root)
        return
    try:
        uv = uv_program(project, log)
        run_logged(
            [uv, "pip", "install", "--python", python, "--torch-backend", "cpu", pin],
            "installing PyTorch, CPU build, with uv",
            log,
            folder=project.root,
        )
    except StepFailed as error:
        print(f"  {str(error).splitlines()[0]}", flush=True)
        print(
            "  no CPU build of PyTorch can be had here: taking the usual one, which brings CUDA "
            "(several GB, works without a graphics card)",
            flush=True,
        )
        run_logged(pip, "installing PyTorch with CUDA", log, folder=project.root)


def pip_gets_cpu_build(python: Path, pin: str) -> bool:
    """Whether the file pip would take is a CPU build. Nothing is installed."""
    if sys.platform == "darwin":
        return True
    options = ["--dry-run", "--no-deps", "--ignore-installed", "--quiet", "--report", "-"]
    done = subprocess.run(
        [str(python), "-m", "pip", "install", *options, pin],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    try:
        chosen = json.loads(done.stdout)["install"][0]
    except (ValueError, KeyError, IndexError):
        return False
    where = chosen.get("download_info", {}).get("url", "").replace("%2B", "+")
    return "+cpu" in chosen.get("metadata", {}).get("version", "") or "+cpu" in where
