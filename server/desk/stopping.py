"""Owns why the assistant stopped: what each search of a chat found, and what was missing."""

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from embeddings.corpus import Entry
from embeddings.decision import Decision, Outcome
from embeddings.explanation import thresholds
from embeddings.redirects import RedirectOutcome
from embeddings.templates import YearChoice
from server.content.live_retriever import LiveRetriever
from server.database import utc_now
from server.dialogue.responses import Responses

# A candidate counts as near from this share among the candidates, as for choices (retrieval.yml).
NEAR_SHARE = 0.05
_LEFT_OUT = "The person left the chat out of the ticket."
_PAUSED = "Automatic answers were paused, so what the person asked was not looked up."
_COUNTS = ("No entry", "One entry", "Two entries", "Three entries", "Four entries", "Five entries")
_REDIRECTED: Mapping[RedirectOutcome, str] = {
    "account": "It is about the person's own account, which the assistant cannot see.",
    "urgent": "The person may be in danger or being robbed: they were told at once where to turn.",
    "person": "The person asked for a human.",
    "out_of_scope": "It was taken as a question about something else than federal income tax.",
}


@dataclass(frozen=True)
class Found:
    """A candidate as it was then. `question` is empty where the entry is gone since."""

    entry_id: str
    question: str
    score: float
    is_near: bool


@dataclass(frozen=True)
class Search:
    """A turn that searched: what was asked, what came of it, and why, in a sentence."""

    turn: int
    asked: str
    status: str
    confidence: float | None
    found: tuple[Found, ...]
    reason: str


@dataclass(frozen=True)
class Stop:
    """Why the chat ended in a ticket; `searches` are oldest first."""

    reason: str
    searches: tuple[Search, ...]


def why_it_stopped(
    transcript: Sequence[Mapping[str, Any]],
    searches: Sequence[Mapping[str, Any]],
    live: LiveRetriever,
) -> Stop:
    """From what a ticket keeps of its chat; thresholds and paused entries are those of now."""
    told = tuple(_search(search, transcript, live) for search in searches)
    return Stop(_in_short(transcript, told), told)


def _in_short(transcript: Sequence[Mapping[str, Any]], searches: Sequence[Search]) -> str:
    if not transcript:
        return _LEFT_OUT
    if _paused_in(transcript) > (searches[-1].turn if searches else 0):
        return _PAUSED
    if not searches:
        return "The person asked for a human. Nothing was searched before."
    return _last(searches[-1])


def _paused_in(transcript: Sequence[Mapping[str, Any]]) -> int:
    """The last turn that was told that all answers are paused; 0 where none was."""
    said = _said_while_paused()
    return max((int(each["turn"]) for each in transcript if each.get("text") == said), default=0)


@functools.cache
def _said_while_paused() -> str:
    return Responses().message("utter_assistant_paused").text


def _last(last: Search) -> str:
    if last.status == "answered":
        return "An answer was given. The person still asked for a human."
    if last.status == "choices":
        return "The person was asked which question they meant, and took none that settled it."
    return last.reason


def _search(
    search: Mapping[str, Any], transcript: Sequence[Mapping[str, Any]], live: LiveRetriever
) -> Search:
    turn = int(search["turn"])
    said = [message for message in transcript if message.get("turn") == turn]
    asked = next((str(m.get("text", "")) for m in said if m.get("author") == "citizen"), "")
    reply = "\n".join(str(m.get("text", "")) for m in said if m.get("author") != "citizen")
    found = _found(search["candidates"], live)
    status, confidence = str(search["status"]), search["confidence"]
    reason = _reason(status, confidence, found, reply, live)
    return Search(turn, asked, status, confidence, found, reason)


def _found(candidates: Sequence[Sequence[Any]], live: LiveRetriever) -> tuple[Found, ...]:
    # Scores are the logarithms of what the probabilities are shares of.
    weights = [math.exp(min(50.0, float(score))) for _, score in candidates]
    entries = live.corpus.entries
    return tuple(
        Found(
            entry_id,
            entries[entry_id].question if entry_id in entries else "",
            float(score),
            weight >= NEAR_SHARE * sum(weights),
        )
        for (entry_id, score), weight in zip(candidates, weights, strict=True)
    )


def _reason(
    status: str, confidence: float | None, found: tuple[Found, ...], reply: str, live: LiveRetriever
) -> str:
    if status in ("ticket_form", "ticket_opened"):
        return _REDIRECTED["person"]
    if status == "small_talk":
        return "It was taken as small talk."
    redirected = _redirect_of(reply, live)
    if redirected is not None:
        return redirected
    if status == "out_of_scope":
        return _REDIRECTED["out_of_scope"]
    return _by_sureness(status, confidence or 0.0, found, reply, live)


def _redirect_of(reply: str, live: LiveRetriever) -> str | None:
    """The reason of the redirect whose reply was given, where it is still the same."""
    years = YearChoice(None, utc_now().date())
    for redirect in live.corpus.redirects.values():
        if redirect.outcome in _REDIRECTED and redirect.reply.render(years).strip() in reply:
            return _REDIRECTED[redirect.outcome]
    return None


def _by_sureness(
    status: str, confidence: float, found: tuple[Found, ...], reply: str, live: LiveRetriever
) -> str:
    best = live.corpus.entries.get(found[0].entry_id) if found else None
    needed, choices = _limits(status, confidence, best, live)
    sure = f"The sureness was {confidence:.2f}; {needed:.2f} is needed"
    if status == "answered":
        return f"It was answered. The sureness was {confidence:.2f}."
    if best is not None and best.paused is not None and best.paused in reply:
        return f"The entry “{best.question}” is paused: {best.paused}."
    if confidence >= needed:
        return (
            f"The sureness was {confidence:.2f} and would have been enough, but the nearest entry "
            "was paused, gone, or not for the tax year asked."
        )
    if confidence < choices:
        return f"No entry is near. {sure}, and {choices:.2f} to offer choices."
    return f"{_near(found)} {sure}."


def _limits(
    status: str, confidence: float, best: Entry | None, live: LiveRetriever
) -> tuple[float, float]:
    """What an answer needs, after the best entry's risk, and what choices need."""
    decision = Decision(cast("Outcome", status), confidence, (), (), None)
    needed, choices = thresholds(decision, live.decision_rule, best)
    return needed.limit, choices.limit


def _near(found: tuple[Found, ...]) -> str:
    near = [each for each in found if each.is_near]
    names = "; ".join(f"“{each.question or each.entry_id}”" for each in near)
    count = _COUNTS[len(near)] if len(near) < len(_COUNTS) else f"{len(near)} entries"
    return f"{count} {'was' if len(near) == 1 else 'were'} near: {names}."
