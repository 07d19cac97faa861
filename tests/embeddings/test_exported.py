"""The exported encoder: the vectors of its weights, and a clear word when it cannot be used."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from embeddings.checksums import write_checksums
from embeddings.encoder import EncoderUnavailable, SentenceEncoder, Vectors
from embeddings.export import check_same, export_encoder
from embeddings.exported import (
    GRAPH,
    TOKENIZER,
    ExportedEncoder,
    ExportUnusable,
    open_encoder,
    threads_of,
)
from tests.fakes import WordEncoder

TEXTS = ["I need more time", "", "W-2?", "Ñandú — 3½ % of $1,200", "refund " * 300, "Pie crust"]


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export") / "encoder"
    export_encoder(folder)
    return folder


def test_it_gives_the_vectors_of_the_weights_however_many_at_once(exported: Path) -> None:
    encoder = ExportedEncoder(exported)
    expected = SentenceEncoder().encode(TEXTS)
    assert encoder.name == SentenceEncoder().name
    assert encoder.encode(TEXTS) == pytest.approx(expected, abs=1e-5)
    short = [at for at, text in enumerate(TEXTS) if len(text) < 100]
    many = encoder.encode([TEXTS[at] for at in short] * 15)
    assert many == pytest.approx(np.tile(expected[short], (15, 1)), abs=1e-5)
    assert many.dtype == np.float32
    assert encoder.encode([]).shape == (0, 384)


def test_another_graph_is_not_taken_for_the_model() -> None:
    with pytest.raises(EncoderUnavailable, match="do not fit each other"):
        check_same(WordEncoder(), _Turned())


class _Turned(WordEncoder):
    def encode(self, texts: Sequence[str]) -> Vectors:
        return super().encode(texts)[:, ::-1]


@pytest.mark.parametrize(
    ("variable", "threads"),
    [("", 0), ("1", 1), (" 12 ", 12), ("4,2", 4), ("all", 0), ("-1", 0)],
)
def test_threads_are_those_openmp_would_take(variable: str, threads: int) -> None:
    assert threads_of(variable) == threads


@pytest.mark.parametrize("name", [GRAPH, TOKENIZER])
def test_a_damaged_export_is_refused_and_the_weights_serve(
    exported: Path, tmp_path: Path, name: str
) -> None:
    folder = Path(shutil.copytree(exported, tmp_path / "encoder"))
    with (folder / name).open("r+b") as file:
        file.write(b"!")
    with pytest.raises(ExportUnusable, match=rf"{name}.*make setup"):
        ExportedEncoder(folder)
    assert isinstance(open_encoder(folder=folder), SentenceEncoder)


def test_an_export_of_other_weights_is_refused(exported: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(exported, tmp_path / "encoder"))
    graph = (folder / GRAPH).read_bytes()
    at = graph.rindex(b"weights_sha256") + len("weights_sha256") + 4
    (folder / GRAPH).write_bytes(graph[:at] + b"0000" + graph[at + 4 :])
    write_checksums(folder)
    with pytest.raises(ExportUnusable, match="other weights"):
        ExportedEncoder(folder)


def test_without_an_export_the_weights_serve(tmp_path: Path) -> None:
    with pytest.raises(ExportUnusable, match="is missing"):
        ExportedEncoder(tmp_path)
    assert isinstance(open_encoder(folder=tmp_path), SentenceEncoder)
