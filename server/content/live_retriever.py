"""Owns the live retriever: the generation that answers now, and those before it in flight."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from embeddings.confidence import Candidate
from embeddings.corpus import Corpus, Entry
from embeddings.decision import Decision
from embeddings.encoder import Vectors
from embeddings.follow_ups import Context
from embeddings.retriever import Answer, Retriever
from embeddings.settings import DecisionRule
from server.content.choices import Choice, related_choices
from server.health.metrics import RETRIEVAL_SECONDS

Result = TypeVar("Result")

# A turn lasts seconds and an editor saves a few times a minute; a generation takes some 10 MB.
MOST_KEPT = 8
# Texts encoded in one go for a new generation: a citizen's search waits for no more.
FEW_TEXTS = 4
# Texts of several messages encoded in one go: more take so long that the first one waits.
MOST_TOGETHER = 16


class EntryGone(KeyError):
    """No generation that is kept has the entry to give."""


class LiveRetriever:
    """One thread encodes, another searches and ranks, each message in its turn.

    Encoding holds up no other thread, so the next messages are encoded while one is searched;
    two encodings at once on few cores would only slow each other down.
    """

    def __init__(self, retriever: Retriever) -> None:
        # Newest first; replaced whole, so that readers need no lock.
        self._kept: tuple[Retriever, ...] = (retriever,)
        self._publishing = threading.Lock()
        self._waiting: deque[str] = deque()
        self._encoding = ThreadPoolExecutor(1, thread_name_prefix="encoding")
        self._searching = ThreadPoolExecutor(1, thread_name_prefix="retriever")

    @property
    def _retriever(self) -> Retriever:
        return self._kept[0]

    @property
    def corpus(self) -> Corpus:
        """The content that answers now."""
        return self._retriever.corpus

    @property
    def decision_rule(self) -> DecisionRule:
        """The thresholds in force."""
        return self._retriever.decision_rule

    def publish(self, retriever: Retriever) -> None:
        """From now on this one answers; turns begun before end with the one they began with."""
        with self._publishing:
            self._kept = (retriever, *self._kept)[:MOST_KEPT]

    async def ask(self, text: str, context: Context | None = None) -> Decision:
        with RETRIEVAL_SECONDS.time():
            texts = self._retriever.texts_of(text)
            return await self._in_turn(texts, lambda: self._retriever.ask(text, context))

    async def urgent_reply(self, text: str) -> str | None:
        """What is said at once to somebody in danger, or being robbed; None: they are not."""
        texts = self._retriever.texts_of(text)
        return await self._in_turn(texts, lambda: self._retriever.urgent_reply(text))

    async def search(self, text: str) -> list[Candidate]:
        return await self._in_turn([text], lambda: self._retriever.search(text))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of other texts, a few at a time between the messages. Blocks its thread."""
        batches = (texts[at : at + FEW_TEXTS] for at in range(0, len(texts), FEW_TEXTS))
        made = [self._encoding.submit(self._retriever.encode, batch).result() for batch in batches]
        return np.concatenate(made)

    async def _in_turn(self, texts: Sequence[str], function: Callable[[], Result]) -> Result:
        self._waiting.extend(texts)
        prepared = self._encoding.submit(self._prepare_waiting)

        def once_prepared() -> Result:
            prepared.exception()  # waits; what failed there fails again in the function
            return function()

        return await asyncio.get_running_loop().run_in_executor(self._searching, once_prepared)

    def _prepare_waiting(self) -> None:
        """While one message was encoded others came: theirs are encoded together."""
        texts = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_TOGETHER))]
        self._retriever.prepare(texts)

    def pick(self, entry_id: str, tax_year: int | None) -> Decision:
        """What a person gets who picked an entry. One that is gone since is unanswered."""
        return self._retriever.pick(entry_id, tax_year)

    def question_of(self, entry_id: str, generation: str | None = None) -> str:
        """Raises EntryGone."""
        return self._with(entry_id, generation).corpus.entries[entry_id].question

    def answer(self, entry_id: str, tax_year: int | None, generation: str | None = None) -> Answer:
        """Raises EntryGone, also when only a later generation is there, which would not give it."""
        retriever = self._with(entry_id, generation)
        is_other = retriever.corpus.digest != generation
        if is_other and retriever.pick(entry_id, tax_year).outcome != "answered":
            raise EntryGone(entry_id)
        return retriever.answer(entry_id, tax_year)

    def related_to(self, entry: Entry, tax_year: int | None) -> list[Choice]:
        """The questions its entry names as related, to be picked; those live now."""
        return related_choices(entry, self.corpus.entries, tax_year)

    def language_of(self, redirect: str | None) -> str:
        """The language its reply is in; English where it is not known."""
        found = self.corpus.redirects.get(redirect or "")
        return found.language if found else "en"

    def _with(self, entry_id: str, generation: str | None) -> Retriever:
        """The generation named; where it is not kept, the newest one that has the entry."""
        kept = self._kept
        named = [retriever for retriever in kept if retriever.corpus.digest == generation]
        for retriever in (*named, *kept):
            if entry_id in retriever.corpus.entries:
                return retriever
        raise EntryGone(entry_id)

    def close(self) -> None:
        for executor in (self._searching, self._encoding):
            executor.shutdown(wait=False, cancel_futures=True)
