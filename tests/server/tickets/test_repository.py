"""Tests of the queue: its filters, its search, its order."""

import datetime as dt

import pytest

from server.database import utc_now
from server.tickets.views import PAGE_SIZE, QueueFilter
from tests.server.tickets.conftest import Desk

AN_HOUR = dt.timedelta(hours=1)


async def found(desk: Desk, wanted: QueueFilter) -> list[str]:
    return [row.question for row in (await desk.work.queue(wanted, 1, desk.ana)).tickets]


async def test_what_is_overdue_comes_first_then_by_priority_then_the_oldest(desk: Desk) -> None:
    now = utc_now()
    await desk.ticket(question="newest", created_at=now)
    await desk.ticket(question="older", created_at=now - AN_HOUR)
    await desk.ticket(question="low", priority="low", created_at=now - 9 * AN_HOUR)
    await desk.ticket(question="urgent", priority="urgent", due_at=now + AN_HOUR)
    await desk.ticket("reopened", question="late", priority="low", due_at=now - AN_HOUR)
    answered = {"due_at": now - AN_HOUR, "created_at": now - 2 * AN_HOUR}
    await desk.ticket("answered", question="answered late", **answered)
    order = ["late", "urgent", "answered late", "older", "newest", "low"]
    assert await found(desk, QueueFilter()) == order
    assert await found(desk, QueueFilter(overdue=True)) == ["late"]


FILTERS: list[tuple[QueueFilter, set[str]]] = [
    (QueueFilter(), {"new", "open", "mine", "closed"}),
    (QueueFilter(status="new"), {"new"}),
    (QueueFilter(status="to_do"), {"new", "open", "mine"}),
    (QueueFilter(assignee="me"), {"mine"}),
    (QueueFilter(assignee="nobody"), {"new", "closed"}),
    (QueueFilter(topic="refunds"), {"open"}),
    (QueueFilter(priority="low"), {"closed"}),
    (QueueFilter(status="closed", assignee="me"), set()),
]


@pytest.mark.parametrize(("wanted", "expected"), FILTERS, ids=[str(row[0]) for row in FILTERS])
async def test_filters(desk: Desk, wanted: QueueFilter, expected: set[str]) -> None:
    await desk.ticket(question="new")
    await desk.ticket("open", question="open", assignee_id=desk.ben.id, topic="refunds")
    await desk.ticket("open", question="mine", assignee_id=desk.ana.id)
    await desk.ticket("closed", question="closed", priority="low")
    assert set(await found(desk, wanted)) == expected


async def test_counts_are_of_all_statuses_within_the_other_filters(desk: Desk) -> None:
    for status in ("new", "new", "open", "closed"):
        await desk.ticket(status, topic="refunds")
    await desk.ticket("new", topic="filing")
    page = await desk.work.queue(QueueFilter(status="to_do", topic="refunds"), 1, desk.ana)
    assert page.total == 3
    assert {status: count for status, count in page.counts.items() if count} == {
        "new": 2,
        "open": 1,
        "closed": 1,
    }
    assert await desk.work.topics() == ["filing", "refunds"]


@pytest.mark.parametrize(
    "text",
    ["LATE", "refund wait", "100%", "a_b", "cp05", "  which   YEAR ", "\\"],
)
async def test_text_is_found_in_question_thread_and_notes(desk: Desk, text: str) -> None:
    question = "Why is 100% of my refund late? I wait. a_b \\"
    reference = await desk.ticket(question=question)
    await desk.work.reply(reference, desk.ana, "Which year?", needs_answer=True)
    await desk.work.note(reference, desk.ana, "Looks like a CP05.")
    await desk.ticket(question="100 axb other, says dora")
    assert await found(desk, QueueFilter(text=text)) == [question]
    assert await found(desk, QueueFilter(text=reference.lower())) == [question]
    assert await found(desk, QueueFilter(text=f"{text} dora")) == []


@pytest.mark.parametrize("text", ["josé", "JOSÉ", "José", "Émile", "émile", "ÉMILE"])
async def test_letters_with_accents_are_found_in_any_case(desk: Desk, text: str) -> None:
    await desk.ticket(question="The refund of José Émile")
    await desk.ticket(question="The refund of Jose Emile")
    assert await found(desk, QueueFilter(text=text)) == ["The refund of José Émile"]


@pytest.mark.parametrize("text", ["Carla", "carla@example.org"])
async def test_who_asked_cannot_be_searched_for(desk: Desk, text: str) -> None:
    await desk.ticket(name="Carla Citizen")
    assert await found(desk, QueueFilter(text=text)) == []


async def test_long_queues_have_pages(desk: Desk) -> None:
    now = utc_now()
    for number in range(PAGE_SIZE + 2):
        await desk.ticket(question=f"{number}", created_at=now + number * AN_HOUR)
    second = await desk.work.queue(QueueFilter(), 2, desk.ana)
    assert [row.question for row in second.tickets] == [f"{PAGE_SIZE}", f"{PAGE_SIZE + 1}"]
    assert (second.total, second.pages) == (PAGE_SIZE + 2, 2)
    beyond = await desk.work.queue(QueueFilter(), 99, desk.ana)
    assert (beyond.page, beyond.tickets) == (2, second.tickets)
    assert (await desk.work.queue(QueueFilter(), -1, desk.ana)).page == 1
