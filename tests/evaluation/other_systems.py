"""Owns asking other systems the same questions, each in an environment of its own."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from embeddings.encoder import Encoder
from embeddings.evaluation_baselines import NotRun, Predicted
from embeddings.fitting import Case
from embeddings.index import Index
from embeddings.passages import Passage
from embeddings.redirects import is_redirect
from server.settings import ROOT
from tests.bot.rasa_process import RASA_PYTHON, UNREACHABLE

SELECTOR = "Rasa's ResponseSelector"
HAYSTACK = "Haystack"
HAYSTACK_VERSION = "haystack-ai==3.4.0"
HAYSTACK_FOLDER = ROOT / "var" / "haystack"
# About ten minutes; Rasa's own default is 300, which would take hours with as many entries.
EPOCHS = 20
SECONDS = 2400.0
_LAST = 300


class Failed(RuntimeError):
    """A program ended badly; the message is the last it said."""


def rasa_selector(
    index: Index, cases: Sequence[Case], python: Path = RASA_PYTHON
) -> list[Predicted | NotRun]:
    """Retrieval intents of one entry each, trained on questions and paraphrases."""
    if not python.exists():
        return [NotRun(SELECTOR, "there is no .venv-rasa: run `make setup`")]
    examples: dict[str, list[str]] = {}
    for passage in _of_entries(index):
        if passage.kind != "answer":
            examples.setdefault(passage.entry_id, []).append(passage.text)
    wanted = {"examples": examples, "asked": _texts(cases), "epochs": EPOCHS}
    program = [str(python), "-W", "ignore", "-m", "tests.evaluation.in_rasa.response_selector"]
    try:
        with tempfile.TemporaryDirectory() as folder:
            found = run_program(program, wanted, Path(folder), UNREACHABLE)
    except Failed as error:
        return [NotRun(SELECTOR, str(error))]
    return [Predicted(f"{SELECTOR}, {EPOCHS} epochs", found["targets"], found["scores"])]


def haystack(
    index: Index, encoder: Encoder, cases: Sequence[Case], environment: Path = HAYSTACK_FOLDER
) -> list[Predicted | NotRun]:
    """Its retrievers in memory: BM25 over entries, and the same vectors as ours."""
    passages = _of_entries(index)
    texts: dict[str, list[str]] = {}
    for passage in passages:
        texts.setdefault(passage.entry_id, []).append(passage.text)
    wanted = {
        "documents": [(entry, "\n".join(said)) for entry, said in texts.items()],
        "passages": [passage.entry_id for passage in passages],
        "asked": _texts(cases),
    }
    kept = np.array([not is_redirect(passage.entry_id) for passage in index.passages])
    try:
        python = haystack_python(environment)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            np.save(folder / "passages.npy", index.vectors[kept])
            np.save(folder / "asked.npy", encoder.encode(_texts(cases)))
            script = Path(__file__).parent / "in_haystack" / "retrieve.py"
            quiet = {"HAYSTACK_TELEMETRY_ENABLED": "False"}
            found = run_program([str(python), str(script)], wanted, folder, quiet)
    except Failed as error:
        return [NotRun(HAYSTACK, str(error))]
    return [
        Predicted(f"{HAYSTACK}, {name}", made["targets"], made["scores"])
        for name, made in found.items()
    ]


def haystack_python(folder: Path) -> Path:
    """The Python of an environment with Haystack, made when it is not there. Raises Failed."""
    python, done = folder / "bin" / "python", folder / HAYSTACK_VERSION
    if not done.exists():
        _run([sys.executable, "-m", "venv", "--clear", str(folder)])
        _run([str(python), "-m", "pip", "install", "--quiet", HAYSTACK_VERSION])
        done.touch()
    return python


def run_program(
    program: Sequence[str], wanted: Mapping[str, Any], folder: Path, environment: Mapping[str, str]
) -> dict[str, Any]:
    """Hands over `wanted` as a file and reads what the program made. Raises Failed."""
    given, made = folder / "given.json", folder / "made.json"
    given.write_text(json.dumps(wanted), encoding="utf-8")
    _run([*program, str(given), str(made), str(folder)], environment)
    found: dict[str, Any] = json.loads(made.read_text(encoding="utf-8"))
    return found


def _run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
    try:
        subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
            capture_output=True,
            text=True,
            check=True,
            timeout=SECONDS,
        )
    except subprocess.CalledProcessError as error:
        lines = [line for line in (error.stderr or error.stdout or "").splitlines() if line.strip()]
        said = lines[-1].strip()[-_LAST:] if lines else f"ended with {error.returncode}"
        raise Failed(said) from error
    except (subprocess.TimeoutExpired, OSError) as error:
        raise Failed(str(error)[:_LAST]) from error


def _of_entries(index: Index) -> list[Passage]:
    return [passage for passage in index.passages if not is_redirect(passage.entry_id)]


def _texts(cases: Sequence[Case]) -> list[str]:
    return [case.question.text for case in cases]
