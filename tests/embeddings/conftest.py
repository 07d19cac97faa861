"""Owns the fixtures of the tests of embeddings: tiny content and an encoder without a model."""

from collections.abc import Callable
from pathlib import Path

import pytest

from embeddings.corpus import Corpus, load_corpus
from embeddings.fitting import Fit, fit
from embeddings.index import Index, make_index
from embeddings.retriever import Retriever
from tests.embeddings.labelled_content import (
    follow_ups,
    single_questions,
    write_labelled_content,
)
from tests.factories import TODAY, retrieval_settings, write_knowledge
from tests.fakes import WordEncoder

# Makes a retriever of the tiny content with other limits than the usual.
MakeRetriever = Callable[..., Retriever]


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    return write_knowledge(tmp_path / "knowledge")


@pytest.fixture
def corpus(knowledge: Path) -> Corpus:
    return load_corpus(knowledge)


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()


@pytest.fixture(scope="session")
def tiny_corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """That of `corpus`, made once: for tests that edit no file."""
    return load_corpus(write_knowledge(tmp_path_factory.mktemp("tiny") / "knowledge"))


@pytest.fixture(scope="session")
def tiny_index(tiny_corpus: Corpus) -> Index:
    encoder = WordEncoder()
    return make_index(tiny_corpus, encoder.name, encoder.encode)[0]


@pytest.fixture(scope="session")
def make_retriever(tiny_corpus: Corpus, tiny_index: Index) -> MakeRetriever:
    def make(**limits: float) -> Retriever:
        settings = retrieval_settings(**limits)
        return Retriever(tiny_corpus, tiny_index, WordEncoder(), settings, lambda: TODAY)

    return make


@pytest.fixture(scope="session")
def retriever(make_retriever: MakeRetriever) -> Retriever:
    return make_retriever()


@pytest.fixture(scope="session")
def labelled_corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The content that the labelled questions are about."""
    return load_corpus(write_labelled_content(tmp_path_factory.mktemp("labelled") / "knowledge"))


@pytest.fixture(scope="session")
def labelled_index(labelled_corpus: Corpus) -> Index:
    encoder = WordEncoder()
    return make_index(labelled_corpus, encoder.name, encoder.encode)[0]


@pytest.fixture(scope="session")
def labelled_retriever(labelled_corpus: Corpus, labelled_index: Index) -> Retriever:
    settings = retrieval_settings()
    return Retriever(labelled_corpus, labelled_index, WordEncoder(), settings, lambda: TODAY)


@pytest.fixture(scope="session")
def found(labelled_retriever: Retriever) -> Fit:
    """The fit on all labelled questions."""
    questions = [*single_questions(), *follow_ups()]
    return fit(labelled_retriever, questions, retrieval_settings().targets)


@pytest.fixture(scope="session")
def fitted_retriever(labelled_corpus: Corpus, labelled_index: Index, found: Fit) -> Retriever:
    """A retriever with the numbers found."""
    settings = retrieval_settings().model_copy(update={"fitted": found.fitted})
    return Retriever(labelled_corpus, labelled_index, WordEncoder(), settings, lambda: TODAY)
