"""Tests of the queue's page."""

import asyncio
import datetime as dt
from typing import Any

import pytest

from actions.ports import TicketRequest
from server.database import utc_now
from server.tickets.life import STATUSES
from server.tickets.views import QueueFilter
from tests.server.desk.generated import fill
from tests.server.running import Running, StaffBrowser

MARKUP = "<script>alert(1)</script> \"quoted\" & 'single'"


async def opened(server: Running, question: str = "Can I wait?", name: str = "Pat") -> str:
    chat = await server.chat()
    request = TicketRequest(chat.id, chat.id, question, name, "pat@example.org")
    return (await server.parts.tickets.open(request)).reference


async def shown(browser: StaffBrowser, **query: Any) -> str:
    response = await browser.get("/desk", **query)
    assert response.status_code == 200, response.text
    return " ".join(response.text.split())


async def test_nobody_is_sent_to_sign_in_and_editors_may_not(server: Running) -> None:
    response = await server.http.get("/desk")
    assert (response.status_code, response.headers["location"]) == (
        303,
        "/staff/sign-in?next=/desk",
    )
    editor = await server.staff("editor")
    assert (await editor.get("/desk")).status_code == 403
    assert (await editor.submit("/desk/next")).status_code == 403


async def test_a_form_without_its_proof_takes_nothing(server: Running) -> None:
    agent = await server.staff()
    reference = await opened(server)
    assert (await agent.http.post("/desk/next")).status_code == 403
    assert (await server.parts.work.card(reference)).assignee_id is None


async def test_a_row_tells_what_there_is_to_know(server: Running) -> None:
    reference = await opened(server, "Can I wait?\nI have waited.", "Pat Doe")
    text = await shown(await server.staff())
    row = text[text.index("<tbody>") :]
    for told in (reference, "Can I wait?", "Pat Doe", ">New<", "less than a minute", "Claim"):
        assert told in row
    assert "I have waited" not in row


async def test_markup_in_question_name_and_search_is_inert(server: Running) -> None:
    await opened(server, MARKUP, MARKUP)
    text = await shown(await server.staff(), q="<script>")
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert 'value="&lt;script&gt;"' in text


async def test_filters_are_an_address(server: Running) -> None:
    agent, bea = await server.staff(), await server.staff("agent", "bea")
    mine, hers, free = [await opened(server, f"Question {name}") for name in ("A", "B", "C")]
    await server.parts.work.claim(mine, agent.staff)
    await server.parts.work.claim(hers, bea.staff)
    await server.parts.work.set_priority(free, agent.staff, "urgent")
    for query, expected in (
        ({}, {mine, hers, free}),
        ({"who": "me"}, {mine}),
        ({"who": "nobody"}, {free}),
        ({"who": str(bea.staff.id)}, {hers}),
        ({"priority": "urgent"}, {free}),
        ({"status": "open"}, {mine, hers}),
        ({"status": "closed"}, set()),
        ({"q": "question b"}, {hers}),
        ({"overdue": "1"}, set()),
        ({"topic": "refunds"}, set()),
    ):
        text = await shown(agent, **query)
        assert {each for each in (mine, hers, free) if each in text} == expected, query


async def test_tabs_count_and_keep_the_other_filters(server: Running) -> None:
    agent = await server.staff()
    await server.parts.work.claim(await opened(server), agent.staff)
    await opened(server)
    text = await shown(agent, who="me", q="wait")
    assert (
        'href="/desk?status=open&amp;who=me&amp;q=wait">Open <span class="count">1</span>' in text
    )
    assert 'aria-current="page">To do <span class="count">1</span>' in text
    assert ">New <span" in text


@pytest.mark.parametrize(
    "query", [{"status": "gone"}, {"who": "x"}, {"page": "0"}, {"page": "x"}, {"q": "x" * 201}]
)
async def test_an_address_that_is_none_is_refused(server: Running, query: dict[str, str]) -> None:
    agent = await server.staff()
    assert (await agent.get("/desk", **query)).status_code == 422


async def test_pages_lead_on(server: Running) -> None:
    agent = await server.staff()
    for _ in range(26):
        await opened(server)
    first, second = await shown(agent), await shown(agent, page=2)
    assert "26 tickets, page 1 of 2" in first
    assert 'href="/desk?page=2" rel="next"' in first
    assert 'href="/desk" rel="prev"' in second
    assert second.count("example.org") == 0
    assert second.count('class="question"') == 1


async def test_overdue_is_said_in_words(server: Running) -> None:
    agent = await server.staff()
    reference = await opened(server)
    late = dt.datetime.now(dt.UTC) - dt.timedelta(hours=3, minutes=1)
    await server.parts.work.set_due(reference, agent.staff, late)
    assert "Overdue by 3 hours" in await shown(agent, overdue="1")


async def test_a_claim_in_the_row_leads_back_to_the_row(server: Running) -> None:
    agent = await server.staff()
    reference = await opened(server)
    card = await server.parts.work.card(reference)
    for back, leads_to in (
        ("/desk?who=nobody", f"/desk?who=nobody&claimed={reference}"),
        ("https://other.example/desk", f"/desk/tickets/{reference}?done=claimed"),
        ("/deskother", f"/desk/tickets/{reference}?done=claimed"),
    ):
        card = await server.parts.work.card(reference)
        response = await agent.submit(
            f"/desk/tickets/{reference}/claim", seen=card.version, back=back
        )
        assert (response.status_code, response.headers["location"]) == (303, leads_to)
    assert (await server.parts.work.card(reference)).assignee == agent.staff.name
    assert f"{reference}</a> is yours" in await shown(agent, claimed=reference)
    assert "is yours" not in await shown(agent, claimed="T-EVIL")


async def test_the_next_one_is_claimed_and_opened(server: Running) -> None:
    agent, bea = await server.staff(), await server.staff("agent", "bea")
    first, second = await opened(server), await opened(server)
    await server.parts.work.set_priority(second, agent.staff, "urgent")
    for browser, reference in ((agent, second), (bea, first)):
        response = await browser.submit("/desk/next")
        assert response.headers["location"] == f"/desk/tickets/{reference}"
        assert (await server.parts.work.card(reference)).assignee_id == browser.staff.id
    none = await agent.submit("/desk/next")
    assert none.headers["location"] == "/desk?none=1"
    assert "Nobody is waiting" in await shown(agent, none="1")


async def test_two_who_take_the_next_one_at_once_get_different_ones(server: Running) -> None:
    agent, bea = await server.staff(), await server.staff("agent", "bea")
    references = {await opened(server), await opened(server)}
    taken = await asyncio.gather(agent.submit("/desk/next"), bea.submit("/desk/next"))
    found = {response.headers["location"].removeprefix("/desk/tickets/") for response in taken}
    assert found == references


async def test_generated_tickets_fill_the_queue_with_all_that_happens(server: Running) -> None:
    server.rasa.is_up = False
    references = await fill(server.parts, 40)
    agent = await server.staff("agent", "dee")
    found = await server.parts.work.queue(QueueFilter(), 1, agent.staff)
    assert found.total == len(set(references)) == 40
    assert {status for status, count in found.counts.items() if count} == set(STATUSES)
    ages = {row.created_at.date() for row in found.tickets}
    assert len(ages) > 10
    now = utc_now()
    for reference in references:
        card = await server.parts.work.card(reference)
        times = [event.at for event in card.history]
        assert times == sorted(times)
        assert times[-1] < now
    assert "page 1 of 2" in await shown(agent, status="all")
