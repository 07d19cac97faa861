"""Owns what is suggested while a question is typed: live questions that begin like its words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from embeddings.corpus import Corpus, Entry
from server.content.choices import Choice, choice
from server.content.live_retriever import LiveRetriever
from server.switches.held_back import topic_of
from server.switches.service import Switches

MOST = 5
LEAST_LETTERS = 3
_WORD = re.compile(r"[^\W_]+")
# They stand in most questions and tell none from another.
_WEAK = frozenset(
    re.findall(r"\w+", "a an and are can do does for how i if in is it me my of on or the to what")
)


@dataclass(frozen=True)
class _Listed:
    """The words of each entry: of its question, and of it with all paraphrases."""

    corpus: Corpus
    asked: Mapping[str, tuple[str, ...]]
    known: Mapping[str, frozenset[str]]


class SuggestedQuestions:
    """By words and their beginnings alone: no encoder runs and nothing of it is kept."""

    def __init__(self, live: LiveRetriever, switches: Switches) -> None:
        self._live = live
        self._switches = switches
        self._listed: _Listed | None = None

    async def like(self, typed: str) -> list[Choice]:
        """The best first. The last word may be unfinished."""
        words = _words(typed)
        telling = [word for word in words if word not in _WEAK]
        if sum(map(len, telling)) < LEAST_LETTERS:
            return []
        paused = await self._switches.paused()
        if paused.assistant:
            return []
        listed = self._of(self._live.corpus)
        found = {
            entry.id: rank
            for entry in listed.corpus.entries.values()
            if entry.paused is None
            and not paused.topic(topic_of(entry.id))
            and (rank := _rank(entry, telling, words[-1], listed))
        }
        best = sorted(found, key=lambda id_: (found[id_], id_))[:MOST]
        return [choice(listed.corpus.entries[id_].question, id_) for id_ in best]

    def _of(self, corpus: Corpus) -> _Listed:
        if self._listed is None or self._listed.corpus is not corpus:
            entries = corpus.entries.values()
            self._listed = _Listed(
                corpus,
                {each.id: _words(each.question) for each in entries},
                {
                    each.id: frozenset(
                        word for text in (each.question, *each.paraphrases) for word in _words(text)
                    )
                    for each in entries
                },
            )
        return self._listed


def _rank(
    entry: Entry, telling: list[str], last: str, listed: _Listed
) -> tuple[int, int, int] | None:
    """Smaller is better; None: a word is missing."""
    asked, known = listed.asked[entry.id], listed.known[entry.id]
    in_question = 0
    for word in telling:
        if _stands(word, asked, is_begun=word == last):
            in_question += 1
        elif not _stands(word, known, is_begun=word == last):
            return None
    return -in_question, len(asked), len(entry.question)


def _stands(word: str, among: Iterable[str], *, is_begun: bool) -> bool:
    return any(each.startswith(word) if is_begun else each == word for each in among)


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))
