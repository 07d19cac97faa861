"""The encoder: the packaged model as it should be, and a clear word when it is not."""

from pathlib import Path

import numpy as np
import pytest

from embeddings.encoder import (
    EncoderUnavailable,
    RememberedEncoder,
    SentenceEncoder,
    check_weights,
    of_like_length,
)
from tests.fakes import WordEncoder


def test_the_check_weights_gives_unit_vectors_of_meaning() -> None:
    vectors = SentenceEncoder().encode(["How do I file later?", "I need more time", "Pie crust"])
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1.0, 1.0, 1.0], abs=1e-4)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


def test_changed_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    with pytest.raises(EncoderUnavailable, match=r"SHA-256 .*make setup"):
        check_weights(tmp_path)


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match=r"model\.safetensors is missing"):
        check_weights(tmp_path)


def test_an_unknown_model_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EncoderUnavailable, match="no-such-model"):
        SentenceEncoder(str(tmp_path / "no-such-model"))


def test_a_text_not_foreseen_is_encoded_then() -> None:
    encoder = WordEncoder()
    remembered = RememberedEncoder(encoder, ["a"])
    assert (remembered.encode(["a"]) == encoder.encode(["a"])).all()
    assert (remembered.encode(["b"]) == encoder.encode(["b"])).all()
    assert remembered.name == encoder.name


def test_a_long_text_does_not_hold_up_short_ones() -> None:
    short, question, letter = "my refund", "where is the refund of my wife?", "word " * 300
    assert of_like_length([letter, question, short]) == [[short, question], [letter]]
    assert of_like_length([]) == []
