"""Owns the export of the default encoder: from its weights to a graph for ONNX Runtime."""

import logging
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from embeddings.checksums import write_checksums
from embeddings.encoder import DEFAULT_SHA256, Encoder, EncoderUnavailable, SentenceEncoder
from embeddings.exported import EXPORTED, GRAPH, INPUTS, TOKENIZER, WEIGHTS, ExportedEncoder
from embeddings.folders import replacing

# What other rounding may change of a vector's component.
TOLERANCE = 1e-5
_OUTPUT = "sentence_embedding"
_PROBES = (
    "When is my return due?",
    "",
    "W-2",
    "¿Cuándo llega mi reembolso? I moved in 2025 and MY employer sent two forms. " * 20,
)


def export_encoder(folder: Path = EXPORTED) -> None:
    """Writes the graph and its tokenizer, whole or not at all. Takes some 10 s.

    Raises EncoderUnavailable when the weights are not the known ones, or when the graph gives
    other vectors than they do.
    """
    encoder = SentenceEncoder()
    with replacing(folder, lambda _: False) as fresh:
        _tokenizer_of(encoder).save(str(fresh / TOKENIZER))
        _write_graph(encoder, fresh / GRAPH)
        write_checksums(fresh)
        check_same(encoder, ExportedEncoder(fresh))


def check_same(first: Encoder, second: Encoder) -> None:
    """Raises EncoderUnavailable unless they give the same vectors but for rounding."""
    apart = float(np.abs(first.encode(_PROBES) - second.encode(_PROBES)).max())
    if apart > TOLERANCE:
        raise EncoderUnavailable(
            f"the exported encoder gives vectors that are {apart:.2g} from those of its weights: "
            "the packages that export it (torch, onnxscript, onnxruntime) do not fit each other"
        )


def _tokenizer_of(encoder: SentenceEncoder) -> Tokenizer:
    """That of the model, with its own longest text, and a batch as long as the longest in it."""
    read = encoder.model.tokenizer
    tokenizer = Tokenizer.from_str(read.backend_tokenizer.to_str())
    tokenizer.enable_truncation(_longest(encoder))
    tokenizer.enable_padding(pad_id=read.pad_token_id, pad_token=read.pad_token)
    return tokenizer


def _longest(encoder: SentenceEncoder) -> int:
    """In tokens; what is longer is cut."""
    return int(encoder.model.max_seq_length or encoder.model.tokenizer.model_max_length)


def _write_graph(encoder: SentenceEncoder, path: Path) -> None:
    import onnx
    import torch

    class Encoding(torch.nn.Module):
        """The modules of the model one after the other: tensors in, unit vectors out."""

        def __init__(self) -> None:
            super().__init__()
            self.modules_in_order = torch.nn.Sequential(*encoder.model)

        def forward(self, *inputs: Any) -> Any:
            return self.modules_in_order(dict(zip(INPUTS, inputs, strict=True)))[_OUTPUT]

    example = encoder.model.tokenizer(["two texts", "of unlike length"], padding=True)
    sizes = {
        0: torch.export.Dim("texts", min=1, max=4096),
        1: torch.export.Dim("tokens", min=2, max=_longest(encoder)),
    }
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # of the exporter to those who write it
        made = torch.onnx.export(
            Encoding().eval(),
            tuple(torch.tensor(example[name]) for name in INPUTS),
            input_names=list(INPUTS),
            output_names=["vectors"],
            dynamic_shapes=(tuple(sizes for _ in INPUTS),),
            dynamo=True,
            verbose=False,
        )
    if made is None:
        raise EncoderUnavailable("the encoder could not be exported: torch made no graph")
    graph = made.model_proto
    onnx.helper.set_model_props(graph, {WEIGHTS: DEFAULT_SHA256})
    onnx.save(graph, path)
