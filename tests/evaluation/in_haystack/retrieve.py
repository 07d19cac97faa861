"""Asks Haystack's retrievers in memory, in its own environment: `retrieve.py INPUT OUTPUT FOLDER`.

INPUT holds `documents` (entry and text), `passages` (entries, in the order of passages.npy) and
`asked` (texts, in the order of asked.npy), with the vectors in FOLDER; OUTPUT gets, by name of
the retriever, `targets` and `scores` in the order asked.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from haystack import Document
from haystack.components.retrievers.in_memory import (
    InMemoryBM25Retriever,
    InMemoryEmbeddingRetriever,
)
from haystack.document_stores.in_memory import InMemoryDocumentStore


def by_words(documents: list[tuple[str, str]], asked: list[str]) -> dict[str, list[Any]]:
    store = InMemoryDocumentStore()
    store.write_documents([Document(content=text, meta={"entry": e}) for e, text in documents])
    retriever = InMemoryBM25Retriever(store, top_k=1)
    return _first([retriever.run(query=text)["documents"] for text in asked])


def by_vectors(passages: list[str], folder: Path) -> dict[str, list[Any]]:
    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    vectors, asked = np.load(folder / "passages.npy"), np.load(folder / "asked.npy")
    # Rows of the array, not lists: the store stacks them anew at every question.
    store.write_documents(
        [
            Document(id=str(at), content=entry, meta={"entry": entry}, embedding=vector)
            for at, (entry, vector) in enumerate(zip(passages, vectors, strict=True))
        ]
    )
    retriever = InMemoryEmbeddingRetriever(store, top_k=1)
    return _first([retriever.run(query_embedding=vector.tolist())["documents"] for vector in asked])


def _first(found: list[list[Document]]) -> dict[str, list[Any]]:
    return {
        "targets": [documents[0].meta["entry"] if documents else "" for documents in found],
        "scores": [float(documents[0].score) if documents else 0.0 for documents in found],
    }


def main(given: Path, made: Path, folder: Path) -> None:
    wanted = json.loads(given.read_text(encoding="utf-8"))
    found = {
        "BM25": by_words(wanted["documents"], wanted["asked"]),
        "embedding": by_vectors(wanted["passages"], folder),
    }
    made.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
