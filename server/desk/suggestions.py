"""Owns suggested replies: what the knowledge base says to a ticket's question."""

from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.retriever import Answer
from embeddings.tax_years import asked_tax_year
from server.content.answers import plain_text
from server.content.live_retriever import EntryGone, LiveRetriever
from server.switches.held_back import topic_of
from server.switches.service import Paused

MOST = 3


@dataclass(frozen=True)
class Suggestion:
    """An entry's answer as a reply in plain text, to be edited before it is sent."""

    entry_id: str
    question: str
    text: str


async def suggestions(question: str, live: LiveRetriever, paused: Paused) -> Sequence[Suggestion]:
    """The nearest entries that may be given now, best first: none that is paused."""
    year = asked_tax_year(question)
    found: list[Suggestion] = []
    for candidate in await live.search(question):
        suggestion = suggested(candidate.entry_id, year, live, paused)
        if suggestion is not None:
            found.append(suggestion)
        if len(found) == MOST:
            break
    return found


def suggested(
    entry_id: str, year: int | None, live: LiveRetriever, paused: Paused
) -> Suggestion | None:
    """None where the entry is gone, paused, or holds for other tax years only."""
    decision = live.pick(entry_id, year)
    if decision.years:
        # One that must be asked for its year: the newest, which the text names.
        decision = live.pick(entry_id, decision.years[0])
    if decision.outcome != "answered" or paused.topic(topic_of(entry_id)):
        return None
    try:
        answer = live.answer(entry_id, decision.tax_year)
    except EntryGone:
        return None
    return Suggestion(entry_id, answer.entry.question, _text(answer))


def _text(answer: Answer) -> str:
    sources = [f"Source: {source.title}, {source.url}" for source in answer.entry.sources]
    year = [] if answer.tax_year is None else [f"This is for tax year {answer.tax_year}."]
    return "\n".join([plain_text(answer.markdown), "", *year, *sources])
