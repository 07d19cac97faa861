"""Owns the questions that got no answer: the newest ones, grouped by what they ask for."""

import asyncio
import datetime as dt
from collections import Counter
from dataclasses import dataclass

import numpy as np

from embeddings.encoder import Vectors
from server.content import repository
from server.content.grouping import group
from server.content.live_retriever import LiveRetriever
from server.content.repository import Missed
from server.database import Database, utc_now

DAYS = 30
MOST_QUESTIONS = 300
MOST_GROUPS = 25
MOST_CACHED = 2000


@dataclass(frozen=True)
class QuestionGroup:
    """Questions alike, the newest first; `asked` is how often, all texts together."""

    texts: tuple[str, ...]
    asked: int


class UnansweredQuestions:
    """Groups what was not answered. Vectors of questions seen before are kept in memory."""

    def __init__(self, database: Database, live: LiveRetriever) -> None:
        self._database = database
        self._live = live
        self._vectors: dict[str, Vectors] = {}

    async def groups(self) -> list[QuestionGroup]:
        """The largest first."""
        since = utc_now() - dt.timedelta(days=DAYS)
        async with self._database.session() as session:
            rows = await repository.missed(session, since, MOST_QUESTIONS)
        counts = Counter(_folded(row.text) for row in rows if not _was_taken(row))
        shown = {_folded(row.text): row.text for row in reversed(rows)}
        texts = list(counts)
        if not texts:
            return []
        vectors = await asyncio.to_thread(self._encode, texts)
        found = []
        for members in group(vectors):
            alike = [texts[row] for row in members]
            asked = sum(counts[text] for text in alike)
            found.append(QuestionGroup(tuple(shown[text] for text in alike), asked))
        return sorted(found, key=lambda each: -each.asked)[:MOST_GROUPS]

    def _encode(self, texts: list[str]) -> Vectors:
        new = [text for text in texts if text not in self._vectors]
        if len(self._vectors) + len(new) > MOST_CACHED:
            self._vectors.clear()
            new = texts
        if new:
            self._vectors.update(zip(new, self._live.encode(new), strict=True))
        return np.stack([self._vectors[text] for text in texts])


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _was_taken(row: Missed) -> bool:
    """Whether one of the choices was picked that lead to an answer."""
    return any(
        choice["title"] == row.next_text and choice["payload"].startswith("/choose")
        for choice in row.offered
    )
