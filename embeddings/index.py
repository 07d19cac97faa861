"""Owns the index: a folder with the vectors of all passages and a manifest."""

import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from embeddings.checksums import damaged_files, write_checksums
from embeddings.classifier import Learned, TargetClassifier, train_classifier
from embeddings.corpus import Corpus
from embeddings.encoder import Encoder, Vectors
from embeddings.folders import before, reading, replacing
from embeddings.nearest import Nearest, Places
from embeddings.passages import (
    Passage,
    changed_targets,
    content_hash,
    passages_of,
    places_before,
)
from embeddings.snapshot import write_snapshot

FORMAT = 2
# What reading a damaged file raises: numpy passes on what it meets in an archive.
_DAMAGED = (OSError, ValueError, TypeError, KeyError, RuntimeError, EOFError, zipfile.BadZipFile)


class IndexUnusable(RuntimeError):
    """The index is missing, damaged or made for something else; the message says what to do."""


@dataclass(frozen=True)
class Manifest:
    """What an index was made of. `dimension` is the length of a vector.

    `content_hash` is of the passages, `digest` of all the files of the content.
    """

    format: int
    encoder: str
    dimension: int
    content_hash: str
    entries: int
    passages: int
    digest: str = ""


@dataclass(frozen=True)
class BuildReport:
    """How many passages were encoded anew and how many vectors were kept."""

    manifest: Manifest
    encoded: int
    kept: int


class Index:
    """The loaded index. Read only, safe to search from several threads."""

    def __init__(
        self,
        manifest: Manifest,
        passages: Sequence[Passage],
        nearest: Nearest,
        classifier: TargetClassifier,
    ) -> None:
        """`nearest` holds the vectors of the passages, in their order."""
        self.manifest = manifest
        self.passages = tuple(passages)
        self.classifier = classifier
        self.nearest = nearest

    @property
    def vectors(self) -> Vectors:
        """The vectors of the passages, in their order."""
        return self.nearest.vectors

    def search(self, query: Vectors, count: int) -> list[list[tuple[float, Passage]]]:
        """The nearest passages of each query row, best first, with cosine similarity."""
        return [
            [(score, self.passages[place]) for score, place in hits]
            for hits in self.nearest.search(query, count)
        ]


def make_index(
    corpus: Corpus,
    encoder_name: str,
    encode: Callable[[Sequence[str]], Vectors],
    older: Index | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
    *,
    retrain: bool = False,
) -> tuple[Index, int]:
    """The index of a corpus, and how many of its texts had no vector in `older`.

    The classifier of `older` learns what changed alone, unless it is to `retrain` on everything.
    """
    passages = passages_of(corpus)
    places = places_before(older.passages if older is not None else (), passages)
    vectors, encoded = _vectors(passages, places, encode, older, progress)
    learned = nearest = None
    if older is not None and not retrain:
        changed = changed_targets(older.passages, passages)
        learned, nearest = Learned(older.classifier, places, changed), older.nearest
    classifier = train_classifier(vectors, [passage.entry_id for passage in passages], learned)
    manifest = Manifest(
        format=FORMAT,
        encoder=encoder_name,
        dimension=int(vectors.shape[1]),
        content_hash=content_hash(passages),
        entries=len(corpus.entries),
        passages=len(passages),
        digest=corpus.digest,
    )
    return Index(manifest, passages, Nearest(vectors, nearest, places), classifier), encoded


def _vectors(
    passages: Sequence[Passage],
    places: Places,
    encode: Callable[[Sequence[str]], Vectors],
    older: Index | None,
    progress: Callable[[int, int], None],
) -> tuple[Vectors, int]:
    """The vectors of the passages, and how many texts were encoded: those without a place."""
    is_new = places < 0
    new = [passages[at].text for at in np.flatnonzero(is_new).tolist()]
    missing = list(dict.fromkeys(new))
    missing.sort(key=len)  # a batch is as slow as its longest text
    rows = {text: row for row, text in enumerate(missing)}
    batches = [np.empty((0, older.manifest.dimension), np.float32)] if older is not None else []
    for start in range(0, len(missing), 64):
        batches.append(encode(missing[start : start + 64]))
        progress(min(start + 64, len(missing)), len(missing))
    made = np.concatenate(batches)
    if older is not None:
        vectors = older.vectors[places]
    else:
        vectors = np.empty((len(passages), made.shape[1]), np.float32)
    vectors[is_new] = made[[rows[text] for text in new]]
    return vectors, len(missing)


def build_index(
    corpus: Corpus,
    encoder: Encoder,
    folder: Path,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> BuildReport:
    """Writes the index folder, encoding only passages whose text it does not hold yet.

    The folder appears whole or not at all: an interrupted build leaves the old one in place.
    """
    try:
        older, _ = read_last_good(folder, encoder.name)
    except IndexUnusable:
        older = None
    edited = older is None or older.manifest.content_hash != content_hash(passages_of(corpus))
    index, encoded = make_index(
        corpus, encoder.name, encoder.encode, older, progress, retrain=edited
    )
    write_index(folder, index, corpus)
    return BuildReport(index.manifest, encoded, len(index.passages) - encoded)


def load_index(folder: Path, corpus: Corpus, encoder_name: str) -> Index:
    """The index, checked against model and content. Raises IndexUnusable."""
    index = read_index(folder, encoder_name)
    if index.manifest.content_hash != content_hash(passages_of(corpus)):
        raise IndexUnusable(
            f"the index in {folder} does not match the content: run `python -m embeddings build`"
        )
    return index


def read_last_good(folder: Path, encoder_name: str) -> tuple[Index, str | None]:
    """The index; where it is damaged or gone, the one before it, and what is wrong with the newer.

    Raises IndexUnusable for the newer when neither can be used.
    """
    try:
        return read_index(folder, encoder_name), None
    except IndexUnusable as error:
        try:
            with reading(folder):
                return _checked(before(folder), encoder_name), str(error)
        except IndexUnusable:
            raise error from None


def read_index(folder: Path, encoder_name: str) -> Index:
    """The index, checked against the model alone. Raises IndexUnusable."""
    with reading(folder):
        return _checked(folder, encoder_name)


def _checked(folder: Path, encoder_name: str) -> Index:
    index = _read(folder)
    if index.manifest.encoder != encoder_name:
        raise IndexUnusable(
            f"the index in {folder} was made with {index.manifest.encoder}, not {encoder_name}: "
            "run `python -m embeddings build`"
        )
    return index


def _read(folder: Path) -> Index:
    remedy = "run `python -m embeddings build`"
    if not (folder / "manifest.json").is_file():
        raise IndexUnusable(f"there is no index in {folder}: {remedy}")
    try:
        raw = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if raw.get("format") != FORMAT:
            raise IndexUnusable(f"the index in {folder} has format {raw.get('format')}: {remedy}")
        if damaged := damaged_files(folder):
            raise IndexUnusable(
                f"the index in {folder} is damaged ({', '.join(damaged)}): {remedy}"
            )
        manifest = Manifest(**raw)
        lines = (folder / "passages.jsonl").read_text(encoding="utf-8").splitlines()
        passages = [Passage(**json.loads(line)) for line in lines]
        classifier = _read_classifier(folder / "classifier.npz")
        nearest = Nearest.read(folder / "vectors.faiss")
    except IndexUnusable:
        raise
    except _DAMAGED as error:
        raise IndexUnusable(f"the index in {folder} is damaged ({error}): {remedy}") from error
    if not len(passages) == len(nearest) == manifest.passages:
        raise IndexUnusable(f"the index in {folder} is half-built: {remedy}")
    return Index(manifest, passages, nearest, classifier)


def _read_classifier(path: Path) -> TargetClassifier:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
        totals = stored.get("totals", np.empty(0))  # built before they were kept
        return TargetClassifier(tuple(map(str, stored["targets"])), stored["weights"], totals)


def write_index(folder: Path, index: Index, corpus: Corpus) -> None:
    """Puts the index and a copy of its content in place of what the folder held."""
    with replacing(folder, lambda old: not damaged_files(old)) as fresh:
        index.nearest.write(fresh / "vectors.faiss")
        classifier = index.classifier
        np.savez(
            fresh / "classifier.npz",
            targets=np.array(classifier.targets),
            weights=classifier.weights,
            totals=classifier.totals,
        )
        line = json.JSONEncoder(ensure_ascii=False).encode
        lines = (line(vars(passage)) for passage in index.passages)
        (fresh / "passages.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        manifest = json.dumps(asdict(index.manifest), indent=2)
        (fresh / "manifest.json").write_text(manifest, encoding="utf-8")
        write_checksums(fresh)
        write_snapshot(corpus, fresh)
