"""Owns what switches do to answers: nothing that is paused is given."""

from dataclasses import fields, replace
from typing import Any

from actions.ports import HeldBack
from embeddings.decision import Decision
from embeddings.follow_ups import Context
from server.content.live_retriever import LiveRetriever
from server.switches.service import Paused, Switches


class SwitchedRetriever:
    """Looks nothing up while the assistant is paused, and gives nothing of a paused topic."""

    def __init__(self, retriever: LiveRetriever, switches: Switches) -> None:
        self._retriever = retriever
        self._switches = switches

    async def ask(self, text: str, context: Context | None) -> Decision:
        paused = await self._switches.paused()
        if paused.assistant:
            return _all_held_back()
        return _held_back(await self._retriever.ask(text, context), paused)

    async def pick(self, entry_id: str, tax_year: int | None) -> Decision:
        paused = await self._switches.paused()
        if paused.assistant:
            return _all_held_back()
        return _held_back(self._retriever.pick(entry_id, tax_year), paused)


def _all_held_back() -> Decision:
    return HeldBack("unanswered", 0.0, (), (), None, by="assistant")


def _held_back(decision: Decision, paused: Paused) -> Decision:
    """The decision itself where nothing in it is paused."""
    left = tuple(entry for entry in decision.entries if not paused.topic(topic_of(entry)))
    if left == decision.entries:
        return decision
    if decision.outcome in ("answered", "choices") and not left:
        return _as_held_back(replace(decision, outcome="unanswered", entries=(), years=()))
    if decision.outcome == "answered":
        return _as_held_back(replace(decision, entries=left))
    # Choices, or places to look at beside what staff see of an account: the others will do.
    return replace(decision, entries=left)


def topic_of(entry_id: str) -> str:
    return entry_id.partition("/")[0]


def _as_held_back(decision: Decision) -> HeldBack:
    known: dict[str, Any] = {each.name: getattr(decision, each.name) for each in fields(Decision)}
    return HeldBack(**known, by="topic")
