"""The index: only what changed is encoded, and one that does not fit is refused."""

import json
from pathlib import Path

import pytest

from embeddings.corpus import Corpus, load_corpus
from embeddings.index import IndexUnusable, build_index, load_index, passages_of
from tests.factories import DEDUCTION, EXTENSION
from tests.fakes import WordEncoder


def test_the_nearest_passage_comes_first(
    corpus: Corpus, encoder: WordEncoder, tmp_path: Path
) -> None:
    build_index(corpus, encoder, tmp_path / "index")
    index = load_index(tmp_path / "index", corpus, "words")
    hits = index.search(encoder.encode(["how much is the standard deduction"]), 5)[0]
    assert hits[0][1].entry_id == DEDUCTION
    assert hits[0][0] == pytest.approx(1.0, abs=1e-5)
    assert [score for score, _ in hits] == sorted((s for s, _ in hits), reverse=True)


def test_the_manifest_tells_what_it_was_made_of(
    corpus: Corpus, encoder: WordEncoder, tmp_path: Path
) -> None:
    report = build_index(corpus, encoder, tmp_path / "index")
    manifest = json.loads((tmp_path / "index" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["encoder"] == "words"
    assert manifest["entries"] == 3
    assert manifest["passages"] == len(passages_of(corpus)) == report.encoded + report.kept


def test_only_what_changed_is_encoded(
    knowledge: Path, encoder: WordEncoder, tmp_path: Path
) -> None:
    build_index(load_corpus(knowledge), encoder, tmp_path / "index")
    path = knowledge / f"{EXTENSION}.md"
    text = path.read_text(encoding="utf-8").replace("more time to file?", "more weeks to file?")
    path.write_text(text, encoding="utf-8")
    encoder.encoded = 0
    report = build_index(load_corpus(knowledge), encoder, tmp_path / "index")
    assert report.encoded == encoder.encoded == 1


def test_another_encoder_shares_no_vectors(
    corpus: Corpus, encoder: WordEncoder, tmp_path: Path
) -> None:
    build_index(corpus, encoder, tmp_path / "index")
    report = build_index(corpus, WordEncoder("other"), tmp_path / "index")
    assert report.kept == len(passages_of(corpus)) - report.encoded
    assert report.encoded > 0


def test_a_missing_index_says_what_to_do(corpus: Corpus, tmp_path: Path) -> None:
    with pytest.raises(IndexUnusable, match=r"no index .*python -m embeddings build"):
        load_index(tmp_path / "index", corpus, "words")


def test_an_index_of_another_model_is_refused(
    corpus: Corpus, encoder: WordEncoder, tmp_path: Path
) -> None:
    build_index(corpus, encoder, tmp_path / "index")
    with pytest.raises(IndexUnusable, match="made with words, not other"):
        load_index(tmp_path / "index", corpus, "other")


def test_an_index_of_other_content_is_refused(
    knowledge: Path, encoder: WordEncoder, tmp_path: Path
) -> None:
    build_index(load_corpus(knowledge), encoder, tmp_path / "index")
    (knowledge / f"{EXTENSION}.md").unlink()
    with pytest.raises(IndexUnusable, match="does not match the content"):
        load_index(tmp_path / "index", load_corpus(knowledge), "words")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param("manifest.json", "{", "damaged", id="manifest"),
        pytest.param("manifest.json", '{"format": 99}', "format 99", id="another format"),
        pytest.param("passages.jsonl", "", "half-built", id="passages gone"),
        pytest.param("vectors.faiss", "noise", "damaged", id="vectors"),
    ],
)
def test_a_damaged_index_is_refused(
    corpus: Corpus, encoder: WordEncoder, tmp_path: Path, name: str, content: str, message: str
) -> None:
    build_index(corpus, encoder, tmp_path / "index")
    (tmp_path / "index" / name).write_text(content, encoding="utf-8")
    with pytest.raises(IndexUnusable, match=message):
        load_index(tmp_path / "index", corpus, "words")


def test_an_interrupted_build_leaves_the_old_index(
    knowledge: Path, encoder: WordEncoder, tmp_path: Path
) -> None:
    corpus = load_corpus(knowledge)
    build_index(corpus, encoder, tmp_path / "index")
    path = knowledge / f"{EXTENSION}.md"
    path.write_text(path.read_text(encoding="utf-8").replace("six", "seven"), encoding="utf-8")

    def interrupted(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_index(load_corpus(knowledge), encoder, tmp_path / "index", interrupted)
    assert load_index(tmp_path / "index", corpus, "words").manifest.entries == 3
