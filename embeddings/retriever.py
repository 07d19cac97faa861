"""Owns the retriever: finds the entries for a question and decides what to do with it."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from embeddings.confidence import Candidate, Ranked, rank
from embeddings.corpus import Corpus, Entry, load_corpus
from embeddings.decision import Decision, decide, pick
from embeddings.encoder import Encoder, Vectors
from embeddings.index import Index, load_index
from embeddings.ranking import Evidence, Ranker
from embeddings.settings import DecisionRule, RetrievalSettings
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
        self._ranker = Ranker(index, settings.search.passages)
        self._encoder = encoder
        self._settings = settings
        self._today = today

    @property
    def decision_rule(self) -> DecisionRule:
        return self._settings.decision

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts that are no questions of citizens, by the same model."""
        return self._encoder.encode(texts)

    def evidence(self, text: str) -> Evidence:
        """What speaks for each entry and redirect. Blocks for about 15 ms."""
        return self._ranker.evidence(text, self._encoder.encode([text]))

    def rank(self, text: str) -> Ranked:
        """The entries found, the redirects, and how sure the first entry is."""
        fitted = self._settings.fitted
        return rank(
            self.evidence(text),
            text,
            fitted.ranking.weights,
            fitted.confidence,
            self._settings.search.candidates,
        )

    def search(self, text: str) -> list[Candidate]:
        """The likeliest entries, best first."""
        return list(self.rank(text).candidates)

    def ask(self, text: str) -> Decision:
        """Searches and decides."""
        years = YearChoice(asked_tax_year(text), self._today())
        decision = decide(self.rank(text), self.corpus, years, self._settings)
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


def open_retriever(
    knowledge: Path, index: Path, encoder: Encoder, settings: RetrievalSettings
) -> Retriever:
    """Loads content and index. Raises FileNotFoundError or IndexUnusable."""
    corpus = load_corpus(knowledge)
    return Retriever(corpus, load_index(index, corpus, encoder.name), encoder, settings)
