"""Owns the queue's page: filters, search, and taking the next ticket."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from server.database import utc_now
from server.dependencies import Parts, PartsDep
from server.desk.queue_view import QUEUE, QueueQuery, rows, tabs
from server.desk.wording import PRIORITY_LABELS, STATUS_LABELS
from server.errors import Conflict
from server.staff.accounts import Staff
from server.staff.identity import AgentDep, FormDep
from server.staff.pages import page
from server.tickets.references import is_reference
from server.tickets.views import QueueFilter

# Others who take one at the same moment are ahead by one each.
MOST_TRIES = 5
_NEXT = QueueFilter(status="to_do", assignee="nobody")
router = APIRouter(prefix=QUEUE, include_in_schema=False)


@router.get("")
async def queue(
    parts: PartsDep,
    session: AgentDep,
    query: Annotated[QueueQuery, Query()],
) -> Response:
    staff = session.staff
    found = await parts.work.queue(query.filter, query.page, staff)
    labels = parts.retriever.corpus.topics
    topics = await parts.work.topics()
    return page(
        "queue.html",
        session=session,
        here=QUEUE,
        query=query,
        found=found,
        tabs=tabs(query, found.counts),
        rows=rows(found, labels, staff.id, utc_now()),
        colleagues=[each for each in await parts.work.colleagues() if each.id != staff.id],
        topics=[(topic, labels.get(topic, topic)) for topic in topics],
        statuses=STATUS_LABELS,
        priorities=PRIORITY_LABELS,
        claimed=query.claimed if is_reference(query.claimed) else "",
    )


@router.post("/next")
async def take_next(parts: PartsDep, session: AgentDep, form: FormDep) -> Response:
    """Claims the ticket that has waited longest for anybody, and opens it."""
    reference = await _claim_next(parts, session.staff)
    return RedirectResponse(f"{QUEUE}/tickets/{reference}" if reference else f"{QUEUE}?none=1", 303)


async def _claim_next(parts: Parts, staff: Staff) -> str | None:
    for _ in range(MOST_TRIES):
        waiting = await parts.work.queue(_NEXT, 1, staff)
        if not waiting.tickets:
            break
        ticket = waiting.tickets[0]
        try:
            await parts.work.claim(ticket.reference, staff, seen=ticket.updated_at.isoformat())
        except Conflict:
            continue
        return ticket.reference
    return None
