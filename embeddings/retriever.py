"""Owns the retriever: finds the entries for a question and decides what to do with it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from embeddings.confidence import Candidate, Decision, decide
from embeddings.corpus import Corpus, Entry, load_corpus
from embeddings.encoder import Encoder
from embeddings.index import Index, load_index
from embeddings.settings import RetrievalSettings
from embeddings.tax_years import asked_tax_year
from embeddings.templates import YearChoice


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
        self._encoder = encoder
        self._settings = settings
        self._today = today

    def search(self, text: str) -> list[Candidate]:
        """The nearest entries, best first, one candidate an entry. Blocks for about 10 ms."""
        hits = self._index.search(self._encoder.encode([text]), self._settings.search.passages)[0]
        best: dict[str, Candidate] = {}
        for score, passage in hits:
            if passage.entry_id not in best:
                best[passage.entry_id] = Candidate(passage.entry_id, score, passage.text)
        return list(best.values())[: self._settings.search.candidates]

    def ask(self, text: str) -> Decision:
        """Searches and decides."""
        return decide(
            self.search(text), self.corpus.entries, asked_tax_year(text), self._settings
        )

    def answer(self, entry_id: str, tax_year: int | None) -> Answer:
        """The answer of an entry. Raises KeyError for an unknown id."""
        entry = self.corpus.entries[entry_id]
        years = YearChoice(tax_year, self._today())
        shown = years.main if entry.answer.is_yearly else tax_year
        return Answer(entry, entry.answer.render(years), shown)


def open_retriever(
    knowledge: Path, index: Path, encoder: Encoder, settings: RetrievalSettings
) -> Retriever:
    """Loads content and index. Raises FileNotFoundError or IndexUnusable."""
    corpus = load_corpus(knowledge)
    return Retriever(corpus, load_index(index, corpus, encoder.name), encoder, settings)
