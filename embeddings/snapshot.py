"""Owns the copy of the content that an index keeps: what is live, to compare edits with."""

import shutil
from pathlib import Path

from embeddings.abbreviations import FILE as ABBREVIATIONS
from embeddings.corpus import Corpus

FOLDER = "knowledge"


def write_snapshot(corpus: Corpus, index: Path) -> None:
    """Copies the files a corpus was read from into the index folder.

    A file that changed or went away since then is no reason to stop: whoever opens the copy
    checks it against the content hash of the index.
    """
    roots = {entry.path.parents[1] for entry in corpus.entries.values()}
    for root in roots:
        files = [entry.path for entry in corpus.entries.values() if entry.path.parents[1] == root]
        files += [*(root / "figures").glob("*.yml"), *(root / "redirects").glob("*.yml")]
        files += [root / "topics.yml", root / ABBREVIATIONS]
        for file in files:
            target = index / FOLDER / file.relative_to(root)
            target.parent.mkdir(parents=True, exist_ok=True)
            if file.is_file():
                shutil.copyfile(file, target)


def snapshot_of(index: Path) -> Path:
    """Where the copy lies; an index built before copies were kept has none."""
    return index / FOLDER
