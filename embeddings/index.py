"""Owns the index: a folder with the vectors of all passages, made by FAISS, and a manifest."""

import datetime as dt
import hashlib
import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import faiss
import numpy as np

from embeddings.checksums import damaged_files, write_checksums
from embeddings.classifier import TargetClassifier, train_classifier
from embeddings.corpus import Corpus
from embeddings.encoder import Encoder, Vectors
from embeddings.folders import before, reading, replacing
from embeddings.snapshot import write_snapshot
from embeddings.templates import YearChoice

FORMAT = 2
# What reading a damaged file raises: numpy passes on what it meets in an archive.
_DAMAGED = (OSError, ValueError, TypeError, KeyError, RuntimeError, EOFError, zipfile.BadZipFile)
PassageKind = Literal["question", "paraphrase", "answer", "example"]


class IndexUnusable(RuntimeError):
    """The index is missing, damaged or made for something else; the message says what to do."""


def text_digest(text: str) -> str:
    """What a vector is known by: equal texts share one."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Passage:
    """One text of an entry, or of a redirect, that has a vector."""

    entry_id: str
    kind: PassageKind
    text: str

    @property
    def digest(self) -> str:
        return text_digest(self.text)


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
        vectors: Vectors,
        classifier: TargetClassifier,
    ) -> None:
        self.manifest = manifest
        self.passages = tuple(passages)
        self.classifier = classifier
        self._faiss = faiss.IndexFlatIP(manifest.dimension)
        self._faiss.add(vectors)

    @property
    def vectors(self) -> Vectors:
        """The vectors of the passages, in their order."""
        stored: Vectors = self._faiss.reconstruct_n(0, len(self.passages))
        return stored

    @property
    def known(self) -> dict[str, Vectors]:
        """The vector of each passage by its digest."""
        return dict(zip((p.digest for p in self.passages), self.vectors, strict=True))

    def search(self, query: Vectors, count: int) -> list[list[tuple[float, Passage]]]:
        """The nearest passages of each query row, best first, with cosine similarity."""
        scores, positions = self._faiss.search(query, min(count, len(self.passages)))
        return [
            [(float(score), self.passages[place]) for score, place in zip(*row, strict=True)]
            for row in zip(scores, positions, strict=True)
        ]


def passages_of(corpus: Corpus) -> list[Passage]:
    """The passages to encode: question, paraphrases and answer of every entry, and the examples
    of every redirect.
    """
    latest = max(corpus.figures.tax_years, default=0)
    passages: list[Passage] = []
    for entry in corpus.entries.values():
        passages.append(Passage(entry.id, "question", entry.question))
        passages.extend(Passage(entry.id, "paraphrase", text) for text in entry.paraphrases)
        # One fixed year, so that the passage depends on the content and not on today's date.
        years = YearChoice(latest, dt.date(latest + 1, 1, 1))
        passages.append(Passage(entry.id, "answer", entry.answer.render(years)))
    for redirect in corpus.redirects.values():
        passages.extend(Passage(redirect.id, "example", text) for text in redirect.examples)
    return passages


def content_hash(passages: Sequence[Passage]) -> str:
    """SHA-256 over the passages in order: changes whenever a vector would."""
    digest = hashlib.sha256()
    for passage in passages:
        digest.update("\x00".join((passage.entry_id, passage.kind, passage.text, "")).encode())
    return digest.hexdigest()


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
    vectors = older.known if older is not None else {}
    missing = list(dict.fromkeys(p.text for p in passages if p.digest not in vectors))
    missing.sort(key=len)  # a batch is as slow as its longest text
    for start in range(0, len(missing), 64):
        batch = missing[start : start + 64]
        for text, vector in zip(batch, encode(batch), strict=True):
            vectors[text_digest(text)] = vector
        progress(min(start + 64, len(missing)), len(missing))
    stacked = np.stack([vectors[p.digest] for p in passages]).astype(np.float32)
    labels = [passage.entry_id for passage in passages]
    if older is None or retrain:
        classifier = train_classifier(stacked, labels)
    else:
        changed = _changed(older.passages, passages)
        classifier = train_classifier(stacked, labels, older.classifier, changed)
    manifest = Manifest(
        format=FORMAT,
        encoder=encoder_name,
        dimension=int(stacked.shape[1]),
        content_hash=content_hash(passages),
        entries=len(corpus.entries),
        passages=len(passages),
        digest=corpus.digest,
    )
    return Index(manifest, passages, stacked, classifier), len(missing)


def _changed(before: Sequence[Passage], after: Sequence[Passage]) -> frozenset[str]:
    """The entries and redirects that have other passages than before."""
    return frozenset(passage.entry_id for passage in set(before) ^ set(after))


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
        stored = faiss.read_index(str(folder / "vectors.faiss"))
        vectors = stored.reconstruct_n(0, stored.ntotal)
    except IndexUnusable:
        raise
    except _DAMAGED as error:
        raise IndexUnusable(f"the index in {folder} is damaged ({error}): {remedy}") from error
    if not len(passages) == len(vectors) == manifest.passages:
        raise IndexUnusable(f"the index in {folder} is half-built: {remedy}")
    return Index(manifest, passages, vectors, classifier)


def _read_classifier(path: Path) -> TargetClassifier:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
        return TargetClassifier(tuple(map(str, stored["targets"])), stored["weights"])


def write_index(folder: Path, index: Index, corpus: Corpus) -> None:
    """Puts the index and a copy of its content in place of what the folder held."""
    with replacing(folder, lambda old: not damaged_files(old)) as fresh:
        flat = faiss.IndexFlatIP(index.manifest.dimension)
        flat.add(index.vectors)
        faiss.write_index(flat, str(fresh / "vectors.faiss"))
        classifier = index.classifier
        np.savez(
            fresh / "classifier.npz",
            targets=np.array(classifier.targets),
            weights=classifier.weights,
        )
        lines = (json.dumps(asdict(passage), ensure_ascii=False) for passage in index.passages)
        (fresh / "passages.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        manifest = json.dumps(asdict(index.manifest), indent=2)
        (fresh / "manifest.json").write_text(manifest, encoding="utf-8")
        write_checksums(fresh)
        write_snapshot(corpus, fresh)
