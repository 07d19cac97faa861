"""The copy of the content that an index keeps."""

from pathlib import Path

from embeddings.corpus import load_corpus
from embeddings.snapshot import snapshot_of, write_snapshot


def test_the_copy_says_the_same(knowledge: Path, tmp_path: Path) -> None:
    corpus = load_corpus(knowledge)
    write_snapshot(corpus, tmp_path / "index")
    copy = load_corpus(snapshot_of(tmp_path / "index"))
    assert copy.digest == corpus.digest
    assert set(copy.redirects) == set(corpus.redirects) != set()
    assert copy.faults == ()


def test_a_file_that_went_away_is_left_out(knowledge: Path, tmp_path: Path) -> None:
    corpus = load_corpus(knowledge)
    (knowledge / "refunds" / "where.md").unlink()
    write_snapshot(corpus, tmp_path / "index")
    assert len(load_corpus(snapshot_of(tmp_path / "index")).entries) == 2
