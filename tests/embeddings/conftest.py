"""Owns the fixtures of the tests of embeddings: tiny content and an encoder without a model."""

from pathlib import Path

import pytest

from embeddings.corpus import Corpus, load_corpus
from tests.factories import write_knowledge
from tests.fakes import WordEncoder


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    return write_knowledge(tmp_path / "knowledge")


@pytest.fixture
def corpus(knowledge: Path) -> Corpus:
    return load_corpus(knowledge)


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()
