"""The index: only what changed is encoded, and one that does not fit is refused."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from embeddings.checksums import damaged_files
from embeddings.corpus import Corpus, load_corpus
from embeddings.index import (
    Index,
    IndexUnusable,
    build_index,
    load_index,
    make_index,
)
from embeddings.passages import passages_of
from tests.factories import DEDUCTION, EXTENSION, REFUND, WEATHER
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
    assert manifest["dimension"] == WordEncoder.dimension
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
        pytest.param("manifest.json", b"{", "damaged", id="manifest"),
        pytest.param("manifest.json", b'{"format": 99}', "format 99", id="another format"),
        pytest.param("manifest.json", b'{"format": 1}', "format 1", id="from before redirects"),
        pytest.param("passages.jsonl", b"", "damaged", id="passages gone"),
        pytest.param("vectors.faiss", b"noise", "damaged", id="vectors"),
        pytest.param("classifier.npz", b"noise", "damaged", id="classifier"),
        pytest.param("classifier.npz", b"", "damaged", id="empty classifier"),
        pytest.param("classifier.npz", b"PK\x03\x04 cut off", "damaged", id="half a classifier"),
    ],
)
def test_a_damaged_index_is_refused(
    corpus: Corpus, encoder: WordEncoder, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    build_index(corpus, encoder, tmp_path / "index")
    (tmp_path / "index" / name).write_bytes(content)
    with pytest.raises(IndexUnusable, match=f"{message}.*python -m embeddings build"):
        load_index(tmp_path / "index", corpus, "words")


@pytest.mark.parametrize(
    "name", ["SHA256SUMS", "classifier.npz", "manifest.json", "passages.jsonl", "vectors.faiss"]
)
def test_a_flipped_bit_anywhere_is_found_and_its_file_named(
    corpus: Corpus, encoder: WordEncoder, tmp_path: Path, name: str
) -> None:
    build_index(corpus, encoder, tmp_path / "index")
    path = tmp_path / "index" / name
    whole = path.read_bytes()
    for place in (len(whole) // 3, len(whole) // 2, len(whole) - 2):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(IndexUnusable, match="damaged"):
            load_index(tmp_path / "index", corpus, "words")
        assert damaged_files(tmp_path / "index")
    path.write_bytes(whole)
    assert load_index(tmp_path / "index", corpus, "words").manifest.entries == 3


def test_an_index_from_before_checksums_is_read(
    corpus: Corpus, encoder: WordEncoder, tmp_path: Path
) -> None:
    build_index(corpus, encoder, tmp_path / "index")
    (tmp_path / "index" / "SHA256SUMS").unlink()
    assert load_index(tmp_path / "index", corpus, "words").manifest.entries == 3


def test_a_build_over_a_damaged_index_keeps_the_good_one_and_its_vectors(
    corpus: Corpus, encoder: WordEncoder, tmp_path: Path
) -> None:
    build_index(corpus, encoder, tmp_path / "index")
    build_index(corpus, encoder, tmp_path / "index")
    _garbled(tmp_path / "index" / "vectors.faiss")
    assert build_index(corpus, encoder, tmp_path / "index").encoded == 0
    for folder in ("index", "index.before"):
        assert load_index(tmp_path / folder, corpus, "words").manifest.entries == 3


def _gone(path: Path) -> None:
    path.unlink()


def _of_nothing(path: Path) -> None:
    np.savez(path, other=np.zeros(1))


def _cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def _garbled(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    path.write_bytes(bytes(raw))


@pytest.mark.parametrize("spoil", [_gone, _of_nothing, _cut_off, _garbled])
def test_an_index_without_its_classifier_is_refused(
    corpus: Corpus, encoder: WordEncoder, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    build_index(corpus, encoder, tmp_path / "index")
    spoil(tmp_path / "index" / "classifier.npz")
    with pytest.raises(IndexUnusable, match="damaged"):
        load_index(tmp_path / "index", corpus, "words")


def test_the_classifier_is_stored_and_loaded(
    corpus: Corpus, encoder: WordEncoder, tmp_path: Path
) -> None:
    made, _ = make_index(corpus, encoder.name, encoder.encode)
    build_index(corpus, encoder, tmp_path / "index")
    loaded = load_index(tmp_path / "index", corpus, encoder.name).classifier
    assert loaded.targets == made.classifier.targets
    assert set(loaded.targets) == {*corpus.entries, *corpus.redirects}
    assert np.array_equal(loaded.weights, made.classifier.weights)


def test_examples_of_redirects_are_found_too(tiny_corpus: Corpus, tiny_index: Index) -> None:
    hit = tiny_index.search(WordEncoder().encode(["will it rain tomorrow"]), 1)[0][0][1]
    assert (hit.entry_id, hit.kind) == (WEATHER, "example")
    assert tiny_index.manifest.entries == len(tiny_corpus.entries)


def weights(index: Index) -> dict[str, list[float]]:
    found = index.classifier
    return dict(zip(found.targets, found.weights.tolist(), strict=True))


def test_an_edit_teaches_the_classifier_only_what_changed(
    knowledge: Path, encoder: WordEncoder, tiny_index: Index
) -> None:
    path = knowledge / f"{EXTENSION}.md"
    text = path.read_text(encoding="utf-8").replace("more time to file?", "more weeks to file?")
    path.write_text(text, encoding="utf-8")
    edited, encoded = make_index(load_corpus(knowledge), "words", encoder.encode, tiny_index)
    before, after = weights(tiny_index), weights(edited)
    assert encoded == 1
    assert {target for target in after if after[target] != before[target]} == {EXTENSION}


def test_a_retraining_teaches_it_everything(
    knowledge: Path, encoder: WordEncoder, tiny_index: Index
) -> None:
    (knowledge / f"{REFUND}.md").unlink()
    fewer = load_corpus(knowledge)
    kept, _ = make_index(fewer, "words", encoder.encode, tiny_index)
    anew, _ = make_index(fewer, "words", encoder.encode, tiny_index, retrain=True)
    scratch, _ = make_index(fewer, "words", encoder.encode)
    assert REFUND not in weights(kept)
    assert weights(kept)[DEDUCTION] == weights(tiny_index)[DEDUCTION]
    assert weights(anew) == weights(scratch) != weights(kept)


def test_the_same_content_built_again_is_the_same(
    corpus: Corpus, encoder: WordEncoder, tmp_path: Path
) -> None:
    build_index(corpus, encoder, tmp_path / "index")
    first = load_index(tmp_path / "index", corpus, "words")
    report = build_index(corpus, encoder, tmp_path / "index")
    again = load_index(tmp_path / "index", corpus, "words")
    assert report.encoded == 0
    assert weights(again) == weights(first)


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
