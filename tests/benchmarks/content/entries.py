"""Owns content of many entries: the real one, and variants of it until there are enough."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import yaml

from embeddings.classifier import TargetClassifier
from embeddings.corpus import Corpus, Entry, load_corpus
from embeddings.encoder import Vectors
from embeddings.index import FORMAT, Index, Manifest
from embeddings.nearest import Nearest
from embeddings.passages import content_hash, passages_of
from tests.benchmarks.content.drawing import Drawing

# Of a variant; with its question and its answer it has ten passages at most.
PARAPHRASES = 8
SHARPNESS = 10.0


def write_content(real: Path, folder: Path, count: int) -> Corpus:
    """Copies the real content and adds variants of its entries until there are `count`."""
    shutil.copytree(real, folder)
    entries = list(load_corpus(real).entries.values())
    for number in range(max(count - len(entries), 0)):
        entry = entries[number % len(entries)]
        name = f"case{number // len(entries) + 1}"
        (folder / f"{entry.id}-{name}.md").write_text(_variant(entry, name), encoding="utf-8")
    return load_corpus(folder)


def _variant(entry: Entry, name: str) -> str:
    """The entry with a word more in each of its wordings."""
    text = entry.path.read_text(encoding="utf-8")
    after_wordings = text[text.index("\ntax_years:") :]
    wordings = {
        "question": f"{entry.question.removesuffix('?')} {name}?",
        "paraphrases": [f"{text} {name}" for text in entry.paraphrases[:PARAPHRASES]],
    }
    return f"---\n{yaml.safe_dump(wordings, width=10_000).rstrip()}{after_wordings}"


def index_of(corpus: Corpus, real: Index) -> Index:
    """Real vectors where the text is the real one, else made-up neighbours of real ones.

    The classifier is not fitted, which would take longer than all else here: the weights of a
    target are the mean of its vectors. The real content has its own index.
    """
    passages = passages_of(corpus)
    if content_hash(passages) == real.manifest.content_hash:
        return real
    targets = [passage.entry_id for passage in passages]
    vectors = _vectors([passage.text for passage in passages], real)
    manifest = Manifest(
        format=FORMAT,
        encoder=real.manifest.encoder,
        dimension=real.manifest.dimension,
        content_hash=content_hash(passages),
        entries=len(corpus.entries),
        passages=len(passages),
        digest=corpus.digest,
    )
    return Index(manifest, passages, Nearest(vectors), _classifier(vectors, targets))


def _vectors(texts: Sequence[str], real: Index) -> Vectors:
    known: Mapping[str, int] = {p.text: at for at, p in enumerate(real.passages)}
    places = np.array([known.get(text, -1) for text in texts])
    vectors: Vectors = real.vectors[places]
    drawing = Drawing(real.vectors, [passage.entry_id for passage in real.passages], seed=1)
    vectors[places < 0] = drawing.any(int((places < 0).sum()))
    return vectors


def _classifier(vectors: Vectors, labels: Sequence[str]) -> TargetClassifier:
    targets = tuple(dict.fromkeys(labels))
    rows = {target: at for at, target in enumerate(targets)}
    means = np.zeros((len(targets), vectors.shape[1]), np.float32)
    np.add.at(means, [rows[label] for label in labels], vectors)
    means *= SHARPNESS / np.linalg.norm(means, axis=1, keepdims=True)
    return TargetClassifier(targets, np.hstack([means, np.zeros((len(targets), 1), np.float32)]))
