"""Tests of tickets: opened once, with what staff need to know."""

import asyncio
import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select

from actions.ports import TicketsPaused, TicketsUnavailable
from server.database import utc_now
from server.errors import NotFound, TokenExpired
from server.switches.service import TICKETS
from server.tickets.life import Status
from server.tickets.models import Ticket
from tests.server.tickets.conftest import CANDIDATES, REQUEST, TRANSCRIPT, Desk


async def stored(desk: Desk) -> list[Ticket]:
    async with desk.database.session() as session:
        return list((await session.scalars(select(Ticket))).all())


async def test_a_ticket_holds_the_question_the_chat_and_what_was_considered(desk: Desk) -> None:
    state = await desk.tickets.open(replace(REQUEST, call_between="9 and 11 a.m."))
    card = await desk.work.card(state.reference)
    assert (card.reference, card.status, state.state) == (state.reference, "new", "new")
    assert (card.question, card.name) == (REQUEST.question, REQUEST.name)
    assert (card.contact, card.call_between) == (REQUEST.contact, "9 and 11 a.m.")
    assert (card.transcript, card.candidates) == (tuple(TRANSCRIPT), tuple(CANDIDATES))
    assert (card.topic, card.priority) == ("refunds", "normal")


async def test_a_ticket_begins_its_history_and_help_desks_are_told(desk: Desk) -> None:
    state = await desk.tickets.open(REQUEST)
    (event,) = (await desk.work.card(state.reference)).history
    assert (event.actor, event.action, event.before, event.after) == (
        "citizen",
        "open",
        None,
        "new",
    )
    assert await desk.audited(state.reference) == [("citizen", "ticket_open")]
    ((name, payload),) = await desk.told(state.reference)
    assert (name, payload["topic"]) == ("ticket.opened", "refunds")
    assert "contact" not in payload


async def test_a_reply_is_promised_at_once(desk: Desk) -> None:
    card = await desk.work.card((await desk.tickets.open(REQUEST)).reference)
    assert card.due_at is not None
    assert card.due_at > card.created_at


async def test_who_leaves_the_chat_out_shares_nothing_of_it(desk: Desk) -> None:
    state = await desk.tickets.open(replace(REQUEST, shares_chat=False))
    card = await desk.work.card(state.reference)
    assert (card.transcript, card.candidates, card.topic) == ((), (), None)


@pytest.mark.parametrize("shares_chat", [True, False])
async def test_danger_in_the_chat_makes_a_ticket_urgent(desk: Desk, shares_chat: bool) -> None:
    request = replace(REQUEST, conversation_id="c-2", shares_chat=shares_chat)
    card = await desk.work.card((await desk.tickets.open(request)).reference)
    assert (card.priority, card.topic) == ("urgent", None)


async def test_a_repeated_call_finds_the_first_ticket(desk: Desk) -> None:
    assert await desk.tickets.open(REQUEST) == await desk.tickets.open(REQUEST)
    assert len(await stored(desk)) == 1


async def test_twenty_calls_at_once_open_one_ticket(desk: Desk) -> None:
    states = await asyncio.gather(*(desk.tickets.open(REQUEST) for _ in range(20)))
    (reference,) = {state.reference for state in states}
    assert len(await stored(desk)) == 1
    assert len((await desk.work.card(reference)).history) == 1


async def test_another_form_opens_another_ticket(desk: Desk) -> None:
    first = await desk.tickets.open(REQUEST)
    second = await desk.tickets.open(replace(REQUEST, idempotency_key="form run 2"))
    assert first.reference != second.reference
    listed = [state.reference for state in await desk.tickets.of_conversation("c-1")]
    assert listed == [first.reference, second.reference]
    assert await desk.tickets.of_conversation("c-2") == []


async def test_who_asks_how_it_stands_hears_that_their_answer_is_waited_for(desk: Desk) -> None:
    """ "Waiting" alone would sound as if it waited for staff."""
    reference = await desk.ticket("open")
    await desk.work.reply(reference, desk.ana, "Which year?", needs_answer=True)
    (state,) = await desk.tickets.of_conversation("c-1")
    assert state.state == "waiting for your answer"


async def test_paused_no_new_ticket_is_taken_but_a_repeated_call_finds_its_own(desk: Desk) -> None:
    first = await desk.tickets.open(REQUEST)
    await desk.switches.pause(TICKETS, "Too many.", "root")
    with pytest.raises(TicketsPaused):
        await desk.tickets.open(replace(REQUEST, idempotency_key="form run 2"))
    assert await desk.tickets.open(REQUEST) == first
    await desk.switches.resume(TICKETS, "Enough of us again.", "root")
    await desk.tickets.open(replace(REQUEST, idempotency_key="form run 2"))
    assert len(await stored(desk)) == 2


async def test_a_store_that_fails_promises_nothing(desk: Desk) -> None:
    unknown = replace(REQUEST, conversation_id="no such conversation")
    with pytest.raises(TicketsUnavailable):
        await desk.tickets.open(unknown)
    assert await stored(desk) == []


@pytest.mark.parametrize(
    ("status", "closed_days_ago", "opens"),
    [
        pytest.param("new", None, True, id="never-answered"),
        pytest.param("answered", None, True, id="answered"),
        pytest.param("closed", 89, True, id="closed-lately"),
        pytest.param("closed", 91, False, id="closed-long-ago"),
    ],
)
async def test_a_link_opens_its_ticket_as_long_as_it_lives_and_a_while_more(
    desk: Desk, status: Status, closed_days_ago: int | None, opens: bool
) -> None:
    now, days = utc_now(), dt.timedelta(days=1)
    closed = None if closed_days_ago is None else now - closed_days_ago * days
    reference = await desk.ticket(status, created_at=now - 900 * days, closed_at=closed)
    if opens:
        assert (await desk.followed(reference))["status"] == status
        return
    with pytest.raises(TokenExpired):
        await desk.followed(reference)
    with pytest.raises(TokenExpired):
        await desk.says(reference, "Any news?")
    assert await desk.audited(reference) == []
    with pytest.raises(NotFound):  # who has no secret learns nothing of it
        await desk.tickets.read(reference, "0" * 40)
