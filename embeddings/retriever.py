"""Owns the retriever: finds the entries for a question and decides what to do with it."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from embeddings.confidence import Candidate, Decision, decide, pick
from embeddings.corpus import Corpus, Entry, load_corpus
from embeddings.encoder import Encoder, Vectors
from embeddings.index import Index, Passage, load_index
from embeddings.lexical import LexicalIndex
from embeddings.settings import DecisionRule, RetrievalSettings, Search
from embeddings.tax_years import asked_tax_year
from embeddings.templates import YearChoice

# Passages of an entry whose similarities are averaged: one near paraphrase may be chance.
NEAR_PASSAGES = 3


@dataclass(frozen=True)
class Answer:
    """An entry's answer for one tax year. `tax_year` is None where the year does not matter."""

    entry: Entry
    markdown: str
    tax_year: int | None


class Retriever:
    """Corpus, index and encoder of one generation of content. Safe to use from several threads."""

    def __init__(
        self,
        corpus: Corpus,
        index: Index,
        encoder: Encoder,
        settings: RetrievalSettings,
        today: Callable[[], dt.date] = dt.date.today,
    ) -> None:
        self.corpus = corpus
        self._index = index
        self._lexical = LexicalIndex(index.passages)
        self._encoder = encoder
        self._settings = settings
        self._today = today

    @property
    def decision_rule(self) -> DecisionRule:
        return self._settings.decision

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts that are no questions of citizens, by the same model."""
        return self._encoder.encode(texts)

    def search(self, text: str) -> list[Candidate]:
        """The nearest entries, best first, one candidate an entry. Blocks for about 10 ms."""
        numbers = self._settings.search
        hits = self._index.search(self._encoder.encode([text]), numbers.passages)[0]
        words = self._lexical.scores(text)
        found = [
            _candidate(entry_id, similar, hits[-1][0], words.get(entry_id, 0.0), numbers)
            for entry_id, similar in _by_entry(hits).items()
        ]
        return sorted(found, key=lambda c: -c.score)[: numbers.candidates]

    def ask(self, text: str) -> Decision:
        """Searches and decides."""
        years = YearChoice(asked_tax_year(text), self._today())
        decision = decide(self.search(text), self.corpus.entries, years, self._settings)
        return replace(decision, generation=self.corpus.digest)

    def pick(self, entry_id: str, tax_year: int | None) -> Decision:
        """What picking an entry gives, without a search."""
        years = YearChoice(tax_year, self._today())
        decision = pick(self.corpus.entries.get(entry_id), years)
        return replace(decision, generation=self.corpus.digest)

    def answer(self, entry_id: str, tax_year: int | None) -> Answer:
        """The answer of an entry. Raises KeyError for an unknown id."""
        entry = self.corpus.entries[entry_id]
        years = YearChoice(tax_year, self._today())
        if tax_year is None:
            years = replace(years, asked=entry.year_meant(years.filing, years.current))
        return Answer(entry, entry.answer.render(years), entry.answer.year_shown(years))


def _by_entry(
    hits: Sequence[tuple[float, Passage]],
) -> Mapping[str, Sequence[tuple[float, Passage]]]:
    """The hits of each entry, nearest first."""
    grouped: dict[str, list[tuple[float, Passage]]] = {}
    for score, passage in hits:
        grouped.setdefault(passage.entry_id, []).append((score, passage))
    return grouped


def _candidate(
    entry_id: str,
    similar: Sequence[tuple[float, Passage]],
    floor: float,
    lexical: float,
    numbers: Search,
) -> Candidate:
    """`floor` is the similarity of the last passage found: those not found are no nearer."""
    nearest = [score for score, _ in similar[:NEAR_PASSAGES]]
    near = (sum(nearest) + floor * (NEAR_PASSAGES - len(nearest))) / NEAR_PASSAGES
    best = nearest[0]
    score = numbers.best * best + numbers.near * near + numbers.lexical * lexical
    return Candidate(entry_id, score, best, near, lexical, similar[0][1].text)


def open_retriever(
    knowledge: Path, index: Path, encoder: Encoder, settings: RetrievalSettings
) -> Retriever:
    """Loads content and index. Raises FileNotFoundError or IndexUnusable."""
    corpus = load_corpus(knowledge)
    return Retriever(corpus, load_index(index, corpus, encoder.name), encoder, settings)
