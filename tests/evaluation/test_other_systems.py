"""Other systems: what they find is kept; where one cannot run there is a reason, and no figure."""

import sys
from pathlib import Path

import pytest

from embeddings.corpus import load_corpus
from embeddings.evaluation_baselines import NotRun, Predicted, cases_of
from embeddings.fitting import Case
from embeddings.index import Index, make_index
from embeddings.labelled import Question
from embeddings.retriever import Retriever
from tests.evaluation.other_systems import (
    HAYSTACK_VERSION,
    Failed,
    haystack,
    rasa_selector,
    run_program,
)
from tests.factories import EXTENSION, TODAY, retrieval_settings, write_knowledge
from tests.fakes import WordEncoder

# Answers every question with the first entry it is given; its last argument but two is INPUT.
ANSWERS = """
import json, sys
given, made, _ = sys.argv[-3:]
wanted = json.load(open(given))
entry = next(iter(wanted.get("examples", ["none"])))
found = {"targets": [entry for _ in wanted["asked"]], "scores": [0.5 for _ in wanted["asked"]]}
json.dump(found if "examples" in wanted else {"BM25": found}, open(made, "w"))
"""
FAILS = "import sys; print('first'); sys.exit('no such wheel')"


def python_that(folder: Path, does: str) -> Path:
    """A program in place of an environment's Python."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "does.py").write_text(does, encoding="utf-8")
    path = folder / "python"
    path.write_text(f'#!/bin/sh\nexec {sys.executable} {folder / "does.py"} "$@"\n')
    path.chmod(0o755)
    return path


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    corpus = load_corpus(write_knowledge(tmp_path_factory.mktemp("tiny") / "knowledge"))
    return make_index(corpus, "words", WordEncoder().encode)[0]


@pytest.fixture
def cases(index: Index, tmp_path: Path) -> list[Case]:
    corpus = load_corpus(write_knowledge(tmp_path / "knowledge"))
    settings = retrieval_settings()
    retriever = Retriever(corpus, index, WordEncoder(), settings, lambda: TODAY)
    asked = [Question("1", "more time", "answerable", "filing", entries=(EXTENSION,))]
    return cases_of(retriever, asked)


def test_what_a_system_finds_is_kept(index: Index, cases: list[Case], tmp_path: Path) -> None:
    (found,) = rasa_selector(index, cases, python_that(tmp_path, ANSWERS))
    assert isinstance(found, Predicted)
    assert "epochs" in found.name
    assert found.targets[0] in {passage.entry_id for passage in index.passages}
    assert found.scores == [0.5]


def test_a_system_that_is_not_there_is_named(
    index: Index, cases: list[Case], tmp_path: Path
) -> None:
    (found,) = rasa_selector(index, cases, tmp_path / "missing")
    assert isinstance(found, NotRun)
    assert "make setup" in found.reason


def test_a_system_that_fails_gives_its_reason(
    index: Index, cases: list[Case], tmp_path: Path
) -> None:
    (found,) = rasa_selector(index, cases, python_that(tmp_path, FAILS))
    assert found == NotRun("Rasa's ResponseSelector", "no such wheel")


def test_haystack_runs_in_the_environment_that_is_there(
    index: Index, cases: list[Case], tmp_path: Path
) -> None:
    python_that(tmp_path / "bin", ANSWERS)
    (tmp_path / HAYSTACK_VERSION).touch()
    (found,) = haystack(index, WordEncoder(), cases, tmp_path)
    assert isinstance(found, Predicted)
    assert found.name == "Haystack, BM25"


def test_the_reason_is_the_last_line_said(tmp_path: Path) -> None:
    with pytest.raises(Failed, match=r"^no such wheel$"):
        run_program([str(python_that(tmp_path / "bin", FAILS))], {}, tmp_path, {})
    with pytest.raises(Failed, match="No such file"):
        run_program([str(tmp_path / "missing")], {}, tmp_path, {})
