"""Owns the set-up: `python3 -m server.launch.prepare [step...]`, before any environment exists.

Needs nothing but the standard library of Python 3.9 or newer.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if not __package__:  # run as a file: what it imports lies under the project's root
    sys.path[0] = str(ROOT)

from embeddings.checksums import damaged_files  # noqa: E402
from server.launch.commands import Progress, StepFailed, run_logged  # noqa: E402
from server.launch.environments import (  # noqa: E402
    make_benchmark_environment,
    make_rasa_environment,
    make_server_environment,
)
from server.launch.model_file import is_damaged  # noqa: E402
from server.launch.steps import Project, Step, run_step  # noqa: E402

# Rasa reads these when it loads its files; training calls nothing at these addresses.
TRAINING_ENVIRONMENT = {
    "ASSISTANT_INTERNAL_SECRET": "unused-in-training",
    "ASSISTANT_ACTIONS_URL": "http://127.0.0.1:1/unused",
    "ASSISTANT_TRACKER_URL": "sqlite://",
}


def train(project: Project) -> None:
    """`var/models/assistant.tar.gz`, which appears whole or not at all."""
    python = _python_of(project, ".venv-rasa", "rasa-environment")
    building = project.var / "models" / "building"
    options = ["--domain", "bot/domain", "--data", "bot/data", "--config", "config.yml"]
    options += ["--fixed-model-name", "assistant"]
    run_logged(
        [python, "-m", "bot.launcher", "train", *options, "--out", building],
        "training Rasa",
        project.log("train"),
        folder=project.root,
        environment=TRAINING_ENVIRONMENT,
    )
    (building / "assistant.tar.gz").replace(project.var / "models" / "assistant.tar.gz")
    building.rmdir()


def encoder(project: Project) -> None:
    """`var/encoder`: the model that turns texts into vectors, as a graph without torch."""
    _embeddings(project, "export", "exporting the encoder", "encoder")


def index(project: Project) -> None:
    """`var/index`; the command itself encodes only what changed."""
    _embeddings(project, "build", "encoding the content", "index")


def _embeddings(project: Project, command: str, title: str, log: str) -> None:
    python = _python_of(project, ".venv", "environment")
    run_logged([python, "-m", "embeddings", command], title, project.log(log), folder=project.root)


def model_damage(project: Project) -> str | None:
    model = project.var / "models" / "assistant.tar.gz"
    return f"the model {model} is damaged" if is_damaged(model) else None


def encoder_damage(project: Project) -> str | None:
    return _damage(project.var / "encoder", "exported encoder")


def index_damage(project: Project) -> str | None:
    return _damage(project.var / "index", "index")


def _damage(folder: Path, what: str) -> str | None:
    damaged = ", ".join(damaged_files(folder))
    return f"the {what} in {folder} is damaged ({damaged})" if damaged else None


def _python_of(project: Project, name: str, step: str) -> Path:
    python = project.root / name / "bin" / "python"
    if not python.exists():
        raise StepFailed(f"there is no {name}: run `python3 -m server.launch.prepare {step}` first")
    return python


def all_steps() -> tuple[Step, ...]:
    """In the order they depend on each other."""
    return (
        Step(
            "environment",
            "Python environment of the server, .venv",
            ("constraints.txt",),
            (".venv/bin/python",),
            make_server_environment,
            # An environment does not work from another folder than the one it was made in.
            also=(str(ROOT),),
        ),
        Step(
            "rasa-environment",
            "Python environment of Rasa, .venv-rasa",
            ("bot/requirements.txt",),
            (".venv-rasa/bin/python",),
            make_rasa_environment,
            also=(str(ROOT),),
        ),
        Step(
            "train",
            "Rasa's model, var/models/assistant.tar.gz",
            ("config.yml", "bot"),
            ("var/models/assistant.tar.gz",),
            train,
            damage_of=model_damage,
        ),
        Step(
            "encoder",
            "exported encoder, var/encoder",
            (
                "embeddings/encoder.py",
                "embeddings/export.py",
                "embeddings/exported.py",
                "constraints.txt",
            ),
            ("var/encoder/model.onnx", "var/encoder/tokenizer.json", "var/encoder/SHA256SUMS"),
            encoder,
            damage_of=encoder_damage,
        ),
        Step(
            "index",
            "index of the content, var/index",
            ("knowledge", "embeddings", "constraints.txt"),
            ("var/index/manifest.json", "var/index/vectors.faiss"),
            index,
            also=(os.environ.get("ASSISTANT_ENCODER", ""),),
            damage_of=index_damage,
        ),
        Step(
            "benchmark-environment",
            "Python environment of the benchmarks, var/benchmark-environment",
            ("tests/benchmarks/requirements.txt", "constraints.txt"),
            ("var/benchmark-environment/bin/python",),
            make_benchmark_environment,
            also=(str(ROOT),),
            only_by_name=True,
        ),
    )


@contextlib.contextmanager
def only_one(project: Project) -> Iterator[None]:
    """Waits while another set-up of the same project runs."""
    path = project.stamp("lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        progress = Progress()
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                progress.show("waiting for another set-up of this project to end")
                time.sleep(0.25)
        progress.clear()
        yield


def main(names: list[str]) -> int:
    """The exit code: 1 when a step failed, 2 when there is no such step, 130 when interrupted."""
    steps = {step.name: step for step in all_steps()}
    unknown = [name for name in names if name not in steps]
    if unknown:
        print(f"no step {', '.join(unknown)}: there are {', '.join(steps)}", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    project = Project(ROOT)
    started = time.monotonic()
    try:
        with only_one(project):
            wanted = names or [step.name for step in steps.values() if not step.only_by_name]
            done = [run_step(steps[name], project) for name in wanted]
    except StepFailed as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted: the step begun is undone, the same command continues", file=sys.stderr)
        return 130
    if any(done):
        print(f"set-up: {time.monotonic() - started:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
