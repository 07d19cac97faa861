"""Owns the passages of a corpus, and which of them an edit left as they were."""

import functools
import hashlib
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

import numpy as np

from embeddings.corpus import Corpus
from embeddings.nearest import Places

PassageKind = Literal["question", "paraphrase", "answer", "example"]


@dataclass(frozen=True)
class Passage:
    """One text of an entry, or of a redirect, that has a vector."""

    entry_id: str
    kind: PassageKind
    text: str


def passages_of(corpus: Corpus) -> list[Passage]:
    """The passages to encode: question, paraphrases and answer of every entry, and the examples
    of every redirect.
    """
    passages: list[Passage] = []
    for entry in corpus.entries.values():
        passages += _of_entry(entry.id, entry.question, entry.paraphrases, entry.answer.passage)
    for redirect in corpus.redirects.values():
        passages += _of_redirect(redirect.id, redirect.examples)
    return passages


@functools.lru_cache(maxsize=50_000)
def _of_entry(
    entry_id: str, question: str, paraphrases: tuple[str, ...], answer: str
) -> tuple[Passage, ...]:
    """Kept: what the next generation of the content shares are the very same objects."""
    return (
        Passage(entry_id, "question", question),
        *(Passage(entry_id, "paraphrase", text) for text in paraphrases),
        Passage(entry_id, "answer", answer),
    )


@functools.lru_cache(maxsize=5_000)
def _of_redirect(redirect_id: str, examples: tuple[str, ...]) -> tuple[Passage, ...]:
    return tuple(Passage(redirect_id, "example", text) for text in examples)


def content_hash(passages: Sequence[Passage]) -> str:
    """SHA-256 over the passages in order: changes whenever a vector would."""
    digest = hashlib.sha256()
    for passage in passages:
        digest.update("\x00".join((passage.entry_id, passage.kind, passage.text, "")).encode())
    return digest.hexdigest()


def places_before(before: Sequence[Passage], after: Sequence[Passage]) -> Places:
    """Where the text of each was before, -1 where it was not."""
    start, end = _shared(before, after)
    edits = {passage.text for passage in after[start:end]}
    known = {p.text: at for at, p in enumerate(before) if p.text in edits} if edits else {}
    edited = [known.get(passage.text, -1) for passage in after[start:end]]
    rest = np.arange(end, len(after)) + len(before) - len(after)
    return np.concatenate([np.arange(start), np.array(edited, dtype=np.int64), rest])


def changed_targets(before: Sequence[Passage], after: Sequence[Passage]) -> frozenset[str]:
    """The entries and redirects that have other passages than before."""
    start, end = _shared(before, after)
    edited = before[start : len(before) - len(after) + end], after[start:end]
    old, new = ({(p.entry_id, p.kind, p.text) for p in passages} for passages in edited)
    return frozenset(entry_id for entry_id, _, _ in old ^ new)


def _shared(before: Sequence[Passage], after: Sequence[Passage]) -> tuple[int, int]:
    """Where in `after` the first and the last edit lie: what is around is the same in both."""
    most = min(len(before), len(after))
    start = sum(takewhile(bool, map(operator.is_, before, after)))
    same = sum(takewhile(bool, map(operator.is_, reversed(before), reversed(after))))
    return start, len(after) - min(same, most - start)
