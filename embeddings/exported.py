"""Owns the default encoder as a graph run by ONNX Runtime: the same vectors, in half the time.

The set-up exports it from the checked weights. It needs no torch, and what asks for vectors in
one thread does not hold up the others.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from embeddings.checksums import FILE, damaged_files
from embeddings.encoder import DEFAULT_ENCODER, DEFAULT_SHA256, Encoder, SentenceEncoder, Vectors

EXPORTED = Path(__file__).resolve().parent.parent / "var" / "encoder"
GRAPH, TOKENIZER = "model.onnx", "tokenizer.json"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
# Under this name the graph says which weights it was made of.
WEIGHTS = "weights_sha256"
_BATCH = 64


class ExportUnusable(RuntimeError):
    """There is no export, it is damaged, or it was made of other weights."""


class ExportedEncoder:
    """The default model in ONNX Runtime. Safe to use from several threads."""

    def __init__(self, folder: Path = EXPORTED) -> None:
        """Raises ExportUnusable."""
        damaged = damaged_files(folder)
        if damaged or not (folder / FILE).is_file():
            wrong = f"is damaged ({', '.join(damaged)})" if damaged else "is missing"
            raise ExportUnusable(f"the exported encoder in {folder} {wrong}: run `make setup`")
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._session = onnxruntime.InferenceSession(
            folder / GRAPH, _options(), providers=["CPUExecutionProvider"]
        )
        weights = self._session.get_modelmeta().custom_metadata_map.get(WEIGHTS)
        if weights != DEFAULT_SHA256:
            raise ExportUnusable(
                f"the exported encoder in {folder} is of other weights: run `make setup`"
            )

    @property
    def name(self) -> str:
        return DEFAULT_ENCODER

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Those of like length in a batch: each takes as long as its longest."""
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        (output,) = self._session.get_outputs()
        vectors = np.empty((len(texts), output.shape[1]), np.float32)
        for start in range(0, len(texts), _BATCH):
            places = order[start : start + _BATCH]
            vectors[places] = self._batch([texts[at] for at in places])
        return vectors

    def _batch(self, texts: list[str]) -> Vectors:
        read = self._tokenizer.encode_batch_fast(texts)
        ids, mask, types = (
            np.array([getattr(each, name) for each in read], np.int64)
            for name in ("ids", "attention_mask", "type_ids")
        )
        (vectors,) = self._session.run(None, dict(zip(INPUTS, (ids, mask, types), strict=True)))
        return np.asarray(vectors, np.float32)


def open_encoder(
    name: str = DEFAULT_ENCODER,
    folder: Path = EXPORTED,
    slower: Callable[[str], None] = lambda reason: None,
) -> Encoder:
    """The default model as it was exported; any other one by sentence-transformers.

    Without a usable export so is the default one: `slower` is told why. Raises EncoderUnavailable.
    """
    if name == DEFAULT_ENCODER:
        try:
            return ExportedEncoder(folder)
        except ExportUnusable as error:
            slower(str(error))
    return SentenceEncoder(name)


def _options() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads_of(os.environ.get("OMP_NUM_THREADS", ""))
    options.inter_op_num_threads = 1
    return options


def threads_of(variable: str) -> int:
    """As many as OpenMP's variable gives other models' libraries: the first number of its list,
    one for each level of nesting. 0, which is all, where it gives none.
    """
    first = variable.partition(",")[0].strip()
    return int(first) if first.isdecimal() else 0
