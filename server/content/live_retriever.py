"""Owns the live retriever: the retriever of the server, run in a worker thread."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from embeddings.confidence import Candidate, Decision
from embeddings.retriever import Answer, Retriever
from server.health.metrics import RETRIEVAL_SECONDS

Result = TypeVar("Result")


class LiveRetriever:
    """One thread: two encodings at once on few cores only slow each other down."""

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="retriever")

    async def ask(self, text: str) -> Decision:
        with RETRIEVAL_SECONDS.time():
            return await self._in_thread(self._retriever.ask, text)

    async def search(self, text: str) -> list[Candidate]:
        return await self._in_thread(self._retriever.search, text)

    async def _in_thread(self, function: Callable[[str], Result], text: str) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, function, text)

    def knows(self, entry_id: str) -> bool:
        return entry_id in self._retriever.corpus.entries

    def question_of(self, entry_id: str) -> str:
        """Raises KeyError for an unknown id."""
        return self._retriever.corpus.entries[entry_id].question

    def answer(self, entry_id: str, tax_year: int | None) -> Answer:
        """Raises KeyError for an unknown id."""
        return self._retriever.answer(entry_id, tax_year)

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)
