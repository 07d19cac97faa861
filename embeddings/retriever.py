"""Owns the retriever: finds the entries for a question and decides what to do with it."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from embeddings.confidence import Candidate, Ranked, confidence_of, rank
from embeddings.corpus import Corpus, Entry, load_corpus
from embeddings.decision import Decision, decide, pick, urgency
from embeddings.encoder import Encoder, Vectors, of_like_length
from embeddings.follow_ups import (
    DETECTION_FEATURES,
    Context,
    detection_features,
    joined_text,
    may_lean,
    ranking_features,
    resolved,
)
from embeddings.index import Index, load_index
from embeddings.questions import asked_parts, sentences
from embeddings.ranking import Evidence, Ranker
from embeddings.recent import Recent
from embeddings.settings import DecisionRule, RetrievalSettings
from embeddings.tax_years import asked_tax_year
from embeddings.templates import YearChoice

# A turn looks at the same text more than once: for danger first, then for its answer, and at the
# next turn as the question before. What was asked lately is asked again, so more are kept: 6 MB of
# vectors, 15 MB of evidence. A new generation of content begins with none.
MOST_VECTORS = 4096
MOST_EVIDENCE = 256


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
        self.manifest = index.manifest
        self._ranker = Ranker(index, settings.search.passages)
        self._encoder = encoder
        self._vectors: Recent[Vectors] = Recent(MOST_VECTORS)
        self._evidence: Recent[Evidence] = Recent(MOST_EVIDENCE)
        self._ranked: Recent[Ranked] = Recent(MOST_EVIDENCE)
        self._settings = settings
        self._today = today

    @property
    def decision_rule(self) -> DecisionRule:
        return self._settings.decision

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts that are no questions of citizens, by the same model."""
        return self._encoder.encode(texts)

    def texts_of(self, text: str) -> list[str]:
        """What is looked at whatever was said before: the message and its parts."""
        parts = sentences(text)
        texts = [text, *(parts if len(parts) > 1 else ()), *asked_parts(text)]
        return list(dict.fromkeys(texts))

    def prepare(self, texts: Sequence[str]) -> None:
        """Encodes those not seen lately together: five take as long as two, one by one."""
        self._encoded(map(self.corpus.abbreviations.spelled_out, texts))

    def _encoded(self, spelled: Iterable[str]) -> dict[str, Vectors]:
        """The vector of each text, shape (1, dimension)."""
        known = {text: self._vectors.get(text) for text in spelled}
        made = {text: vector for text, vector in known.items() if vector is not None}
        for alike in of_like_length(text for text in known if text not in made):
            for text, vector in zip(alike, self._encoder.encode(alike), strict=True):
                made[text] = vector[np.newaxis]
                self._vectors.put(text, made[text])
        return made

    def evidence(self, text: str) -> Evidence:
        """What speaks for each entry and redirect. Blocks for about 15 ms, 4 when prepared."""
        known = self._evidence.get(text)
        if known is None:
            full = self.corpus.abbreviations.spelled_out(text)
            known = self._ranker.evidence(full, self._encoded([full])[full])
            self._evidence.put(text, known)
        return known

    def rank(self, text: str) -> Ranked:
        """The entries found, the redirects, and how sure the first entry is."""
        known = self._ranked.get(text)
        if known is None:
            fitted, most = self._settings.fitted, self._settings.search.candidates
            weights = fitted.ranking.weights
            known = rank(self.evidence(text), text, weights, fitted.confidence, most)
            self._ranked.put(text, known)
        return known

    def search(self, text: str) -> list[Candidate]:
        """The likeliest entries, best first."""
        return list(self.rank(text).candidates)

    def urgent_reply(self, text: str) -> str | None:
        """What is said at once to somebody in danger, or being robbed; None: they are not."""
        self.prepare(self.texts_of(text))
        decision = self._urgent(text, self._decided(self.rank(text), None))
        return decision.reply if decision else None

    def _urgent(self, text: str, whole: Decision) -> Decision | None:
        """The message's decision, or that of a sentence: danger is told beside a question too."""
        if whole.outcome == "urgent":
            return whole
        parts = sentences(text)
        for part in parts if len(parts) > 1 else ():
            ranked = self.rank(part)
            if urgency(ranked, self.corpus) >= self._settings.limits.urgent_sentence:
                return self._decided(ranked, None)
        return None

    def ask(self, text: str, context: Context | None = None) -> Decision:
        """Searches and decides. With a context, a follow-up is read with the question before."""
        self.prepare(self.texts_of(text))
        whole = self._ask_one(text, context)
        decision = self._urgent(text, whole) or self._in_parts(text, whole, context)
        lasts = decision.tax_year is None or decision.tax_year in self.corpus.figures.tax_years
        return replace(decision, generation=self.corpus.digest, year_lasts=lasts)

    def _ask_one(self, text: str, context: Context | None) -> Decision:
        year = asked_tax_year(text) or (context.tax_year if context else None)
        evidence = self.evidence(text)
        alone = self._decided(self.rank(text), year)
        if context is None or alone.outcome in ("urgent", "person"):
            return alone
        fitted, joined = self._settings.fitted, joined_text(context, text)
        weights, entries = fitted.ranking.weights, self.corpus.entries
        detection, limit = fitted.follow_up.detection, self._settings.limits.follow_up
        if may_lean(context, text, evidence, weights, entries, detection) < limit:
            return alone
        self.prepare([joined, context.question])
        together = self.evidence(joined)
        values = detection_features(context, text, evidence, together, weights, entries)
        if confidence_of(values, detection, DETECTION_FEATURES) < limit:
            return alone
        ranked = resolved(
            self.rank(joined),
            together,
            ranking_features(
                context, evidence, together, self.evidence(context.question), weights, entries
            ),
            fitted.follow_up,
            self._settings.search.candidates,
        )
        decision = self._decided(ranked, year, is_follow_up=True)
        return replace(decision, resolved=joined)

    def _decided(self, ranked: Ranked, year: int | None, *, is_follow_up: bool = False) -> Decision:
        years = YearChoice(year, self._today())
        return decide(ranked, self.corpus, years, self._settings, is_follow_up=is_follow_up)

    def _in_parts(self, text: str, whole: Decision, context: Context | None) -> Decision:
        """Both answers where two questions were asked; else the one, and which part it leaves."""
        parts = asked_parts(text)
        if len(parts) < 2 or whole.outcome not in ("answered", "choices", "unanswered"):
            return whole
        answered: dict[str, Decision] = {}
        left: list[tuple[str, str]] = []
        for part in parts:
            decision = self._ask_one(part, context)
            found = decision.candidates[0].entry_id if decision.candidates else ""
            if decision.outcome == "answered":
                answered.setdefault(decision.entries[0], decision)
                context = Context(part, decision.entries[0], decision.tax_year)
            elif decision.confidence >= self._settings.limits.left_open:
                left.append((part, found))
        if whole.outcome == "answered" and whole.entries[0] not in answered:
            answered = {whole.entries[0]: whole, **answered}
        open_parts = [part for part, found in left if found not in answered]
        if len(answered) > 1:
            both = list(answered.values())[:2]
            return replace(
                both[0],
                entries=tuple(entry for decision in both for entry in decision.entries),
                confidence=min(decision.confidence for decision in both),
                offer_person=any(decision.offer_person for decision in both),
            )
        if answered and open_parts:
            return replace(next(iter(answered.values())), left_open=open_parts[0])
        return whole

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
