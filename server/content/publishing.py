"""Owns live publishing: a saved edit of the content becomes the generation that answers."""

import asyncio
import datetime as dt
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import structlog
from watchfiles import awatch

from embeddings.faults import Fault
from embeddings.generations import ContentFaulty, Generation, Generations
from embeddings.retriever import Retriever
from server.content.live_retriever import LiveRetriever
from server.database import utc_now
from server.health.metrics import CONTENT_FAULTS
from server.logs import fault_of

# An editor's program writes a file in several steps: they are taken together.
QUIET_MS, LONGEST_MS = 50, 300
# Some file systems tell of no changes (shares of other machines): looked at this often as well.
LOOK_MS = 1000
_OF_CONTENT = (".yml", ".md")
MOST_FAULTS_SHOWN = 5
LONGEST_FAULT = 200

log = structlog.get_logger()


@dataclass(frozen=True)
class ContentState:
    """What answers now, and what keeps the newest edit from doing so."""

    generation: str
    loaded_at: dt.datetime
    faults: tuple[Fault, ...] = ()

    @property
    def state(self) -> Literal["live", "faulty"]:
        return "faulty" if self.faults else "live"


@dataclass(frozen=True)
class OpenedContent:
    """The content a server starts with. Without `generations` it stays as it is."""

    retriever: Retriever
    generations: Generations | None = None
    first: Generation | None = None
    faults: tuple[Fault, ...] = ()


class Publisher:
    """Watches the folder of the content, and keeps what answers up to date with it."""

    def __init__(self, live: LiveRetriever, opened: OpenedContent) -> None:
        self._live = live
        self._generations = opened.generations
        self._current = opened.first
        self._state = ContentState(live.corpus.digest, utc_now(), opened.faults)
        self._seen: frozenset[tuple[str, int, int]] = frozenset()
        self._went_live = asyncio.Event()
        if opened.first is not None and opened.first.damage is not None:
            log.error("index_damaged", fault=opened.first.damage, used="the one before it")

    @property
    def uses_older_index(self) -> bool:
        """The newest was damaged or gone at the start, and none was stored since."""
        return self._current is not None and self._current.damage is not None

    @property
    def state(self) -> ContentState:
        return self._state

    def summary(self) -> dict[str, Any]:
        """The state for /readyz: file names and faults, nothing of what citizens wrote."""
        return {
            "state": self._state.state,
            "generation": self._state.generation[:12],
            "loaded_at": self._state.loaded_at.isoformat(timespec="milliseconds"),
            "faults": [self.described(f) for f in self._state.faults[:MOST_FAULTS_SHOWN]],
        }

    def described(self, fault: Fault) -> str:
        where = fault.path
        folder = self._generations.knowledge if self._generations else where.parent
        if where.is_relative_to(folder):
            where = where.relative_to(folder.parent if where == folder else folder)
        return f"{where}:{fault.line}: {fault.message}"[:LONGEST_FAULT]

    async def run(self) -> None:
        """Until cancelled. Needs a folder that exists; it may go away and come back."""
        if self._generations is None:
            return
        async with asyncio.TaskGroup() as both:
            both.create_task(self._keep_live(self._generations))
            both.create_task(self._keep_stored(self._generations))

    async def _keep_live(self, generations: Generations) -> None:
        self._seen = await asyncio.to_thread(_look, generations.knowledge)
        await self._refresh(generations)
        while True:
            try:
                await self._watch(generations)
            except OSError as error:  # the folder is gone, or cannot be watched
                log.warning("content_watch_failed", error=type(error).__name__)
                await self._refresh(generations)
                await asyncio.sleep(LOOK_MS / 1000)

    async def _keep_stored(self, generations: Generations) -> None:
        """Beside the next edits, which wait for nothing. A start finds out what was not stored."""
        while await self._went_live.wait():
            self._went_live.clear()
            await asyncio.to_thread(self._save, generations)

    async def _watch(self, generations: Generations) -> None:
        changes = awatch(
            generations.knowledge,
            debounce=LONGEST_MS,
            step=QUIET_MS,
            rust_timeout=LOOK_MS,
            yield_on_timeout=True,
            recursive=True,
        )
        async for _ in changes:
            seen = await asyncio.to_thread(_look, generations.knowledge)
            if seen != self._seen:
                self._seen = seen
                await self._refresh(generations)

    async def _refresh(self, generations: Generations) -> None:
        answers = self._current
        try:
            await asyncio.to_thread(self.publish, generations)
        except Exception as error:  # edge: whatever a file holds, the next edit is seen
            log.error("publishing_failed", **fault_of(error), exc_info=False)
        if self._current is not answers:
            self._went_live.set()

    def publish(self, generations: Generations) -> None:
        """Brings what answers up to date with the folder. Blocks; for one thread at a time."""
        began = time.perf_counter()
        try:
            corpus = generations.read()
        except ContentFaulty as error:
            self._found_faulty(error.faults)
            return
        if self._current is None or corpus.digest == self._current.corpus.digest:
            self._state = replace(self._state, faults=())
            CONTENT_FAULTS.set(0)
            return
        made = generations.make(corpus, self._current.index, self._live.encode)
        self._live.publish(made.retriever)
        self._current = made
        self._state = ContentState(corpus.digest, utc_now())
        CONTENT_FAULTS.set(0)
        log.info(
            "content_published",
            generation=corpus.digest[:12],
            entries=len(corpus.entries),
            encoded=made.encoded,
            ms=round((time.perf_counter() - began) * 1000),
        )

    def _found_faulty(self, faults: Sequence[Fault]) -> None:
        # Logged before it is shown: who sees the state finds the reason in the log.
        shown = [self.described(fault) for fault in faults[:MOST_FAULTS_SHOWN]]
        log.error("content_faulty", count=len(faults), faults=shown)
        CONTENT_FAULTS.set(len(faults))
        self._state = replace(self._state, faults=tuple(faults))

    def _save(self, generations: Generations) -> None:
        if self._current is None:
            return
        try:
            generations.save(self._current)
        except Exception as error:  # edge: a full disk, or whatever: only the next start is slower
            log.warning("index_not_saved", error=type(error).__name__)


def _look(folder: Path) -> frozenset[tuple[str, int, int]]:
    """Names, times and sizes of the files of the content: cheap to compare, done every second."""
    found = set()
    for parent, folders, names in os.walk(folder):
        if parent != str(folder):
            folders.clear()
        for name in names:
            if name.endswith(_OF_CONTENT):
                path = os.path.join(parent, name)
                with suppress(OSError):  # went away meanwhile
                    status = os.stat(path)
                    found.add((path, status.st_mtime_ns, status.st_size))
    return frozenset(found)
