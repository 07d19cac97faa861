"""Owns the counting of words: how often each stands in each of many documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from scipy.sparse import csc_array, csr_array


@dataclass(frozen=True)
class WordCounts:
    """`numbers` is the column of each word, `counts` (documents, words) how often it stands."""

    numbers: Mapping[str, int]
    counts: csc_array


def count_words(documents: Sequence[Mapping[str, int]]) -> WordCounts:
    """Of documents whose own words are counted: what a document holds costs no Python."""
    ends = np.cumsum([0, *map(len, documents)])
    words = dict.fromkeys(chain.from_iterable(documents))
    numbers = dict(zip(words, range(len(words)), strict=True))
    columns = map(numbers.__getitem__, chain.from_iterable(documents))
    found = chain.from_iterable(document.values() for document in documents)
    size = int(ends[-1])
    rows = (np.fromiter(found, np.float32, size), np.fromiter(columns, np.int32, size), ends)
    table = csr_array(rows, shape=(len(documents), len(words)))
    return WordCounts(numbers, table.tocsc())
