"""Encoders side by side: each with an index and fitted numbers of its own."""

import json
import shutil
from pathlib import Path

import pytest
import torch
import transformers

from embeddings.corpus import Corpus
from embeddings.encoder import SentenceEncoder, packaged_model
from embeddings.evaluation_encoders import encoder_section, run_encoder
from tests.embeddings.labelled_content import follow_ups, single_questions
from tests.factories import retrieval_settings

# Enough for a fit, and no more: a real model takes its time.
FITTED_ON = [*single_questions()[::3], *follow_ups()[:9]]
ASKED = FITTED_ON[:30]


@pytest.fixture(scope="module")
def random_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers model whose weights were never trained."""
    whole = shutil.copytree(packaged_model(), tmp_path_factory.mktemp("models") / "untrained")
    torch.manual_seed(7)
    config = transformers.BertConfig(
        vocab_size=30522,
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
    )
    transformers.BertModel(config).save_pretrained(whole)
    pooling = json.loads((whole / "1_Pooling" / "config.json").read_text(encoding="utf-8"))
    pooling["word_embedding_dimension"] = 32
    (whole / "1_Pooling" / "config.json").write_text(json.dumps(pooling), encoding="utf-8")
    return whole


def test_encoders_are_compared_with_numbers_of_their_own(
    labelled_corpus: Corpus, random_model: Path, tmp_path: Path
) -> None:
    copied = shutil.copytree(packaged_model(), tmp_path / "copied")
    settings = retrieval_settings()
    runs = [
        run_encoder(SentenceEncoder(str(path)), labelled_corpus, settings, ASKED, FITTED_ON)
        for path in (copied, random_model)
    ]
    trained, untrained = runs
    assert (trained.dimension, untrained.dimension) == (384, 32)
    assert trained.name == str(copied)
    assert len(trained.points) == len(untrained.points) == len(ASKED)
    assert not (trained.points.confidences == untrained.points.confidences).all()
    section = encoder_section(runs, settings)
    (table,) = section.tables
    assert [row[:2] for row in table.rows] == [[str(copied), "384"], [str(random_model), "32"]]
    assert float(table.rows[0][4]) >= float(table.rows[1][4])
    (plot,) = section.plots
    assert str(random_model) in plot.alternative
