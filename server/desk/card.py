"""Owns the card's page: all that staff see of one ticket, and the forms its status allows."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi import Path as PathParameter

from embeddings.tax_years import asked_tax_year
from server.content.trial import try_out
from server.database import utc_now
from server.dependencies import Parts, PartsDep
from server.desk import card_view
from server.desk.card_view import CardView, Known
from server.desk.queue_view import QUEUE
from server.desk.stopping import why_it_stopped
from server.desk.suggestions import suggested, suggestions
from server.desk.wording import PRIORITY_LABELS, STATUS_LABELS, Clock
from server.staff.identity import AgentDep, SignedIn
from server.staff.pages import page
from server.tickets.posts import LONGEST_POST
from server.tickets.views import Colleague, TicketCard

router = APIRouter(prefix=f"{QUEUE}/tickets", include_in_schema=False)
Reference = Annotated[str, PathParameter(max_length=20)]
# What is told after an action, by the word in the address.
TOLD = {
    "claimed": "The ticket is yours.",
    "replied": "Your reply is sent.",
    "noted": "Your note is saved.",
    "handed": "The ticket is handed over.",
    "closed": "The ticket is closed.",
    "reopened": "The ticket is open again.",
    "set": "Saved.",
}
REMOVED = "What looked like a personal number was removed from it."


@dataclass(frozen=True)
class Typed:
    """What is in the card's boxes."""

    text: str = ""
    note: str = ""
    kind: str = "answer"
    to: str = ""
    hand_note: str = ""


@dataclass(frozen=True)
class Shown:
    """What stands above the card and in its boxes. `seen` is the version a refused form had."""

    typed: Typed = Typed()
    told: str = ""
    problem: str = ""
    seen: str | None = None


@router.get("/{reference}")
async def card(
    reference: Reference,
    parts: PartsDep,
    session: AgentDep,
    suggest: Annotated[str, Query(max_length=120)] = "",
    done: Annotated[str, Query(max_length=20)] = "",
    removed: bool = False,
) -> Response:
    told = " ".join([TOLD[done], *([REMOVED] if removed else [])]) if done in TOLD else ""
    ticket = await parts.work.card(reference)
    text = ""
    if suggest:
        year, paused = asked_tax_year(ticket.question), await parts.switches.paused()
        found = suggested(suggest, year, parts.retriever, paused)
        text = found.text if found else ""
    return await card_page(parts, session, ticket, Shown(Typed(text=text), told))


async def card_page(
    parts: Parts, session: SignedIn, ticket: TicketCard, shown: Shown, status: int = 200
) -> Response:
    colleagues = await parts.work.colleagues()
    known = _known(parts, colleagues)
    typed = shown.typed
    return page(
        "card.html",
        status,
        session=session,
        here=QUEUE,
        here_path=f"{QUEUE}/tickets/{ticket.reference}",
        card=await _view(parts, ticket, known, session.staff.id),
        typed=typed,
        told=shown.told,
        problem=shown.problem,
        kept=any((typed.text, typed.note, typed.hand_note)),
        meanwhile=[] if shown.seen is None else card_view.since(ticket, shown.seen, known),
        colleagues=[each for each in colleagues if each.id != ticket.assignee_id],
        topics=known.topics,
        statuses=STATUS_LABELS,
        priorities=PRIORITY_LABELS,
        longest=LONGEST_POST,
        key=secrets.token_hex(8),
    )


def _known(parts: Parts, colleagues: Sequence[Colleague]) -> Known:
    hours = parts.settings.opening_hours
    clock = Clock(hours.zone, hours.zone_in_words(utc_now()))
    return Known(card_view.names_of(colleagues), parts.retriever.corpus.topics, clock)


async def _view(parts: Parts, ticket: TicketCard, known: Known, my_id: int) -> CardView:
    live = parts.retriever
    return CardView(
        ticket=ticket,
        stop=why_it_stopped(ticket.transcript, ticket.candidates, live),
        trial=await try_out(ticket.question, live),
        suggestions=await suggestions(ticket.question, live, await parts.switches.paused()),
        thread=tuple(card_view.post(each, known.clock) for each in ticket.thread),
        transcript=tuple(card_view.message(each) for each in ticket.transcript),
        history=tuple(card_view.event(each, known) for each in ticket.history),
        is_mine=ticket.assignee_id == my_id,
        assignee="You" if ticket.assignee_id == my_id else ticket.assignee or "",
        topic=known.topics.get(ticket.topic or "", ticket.topic or ""),
        **card_view.times_of(ticket, known, utc_now()),
    )
