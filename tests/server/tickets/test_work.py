"""Tests of what staff do with tickets: each action, the same one twice, and two at once."""

import asyncio
import datetime as dt

import pytest

from server.errors import NotFound
from server.tickets.changes import ChangedMeanwhile
from server.tickets.life import NotPossible
from server.tickets.posts import LONGEST_POST, PostEmpty, PostTooLong
from server.tickets.work import Done, UnknownColleague, UnknownPriority
from tests.server.tickets.conftest import Desk


async def test_a_claim_makes_the_ticket_theirs_and_a_colleague_can_take_it_over(desk: Desk) -> None:
    reference = await desk.ticket()
    await desk.work.claim(reference, desk.ana)
    assert (await desk.work.card(reference)).assignee == "Ana of the agency"
    await desk.work.claim(reference, desk.ben)
    assert (await desk.work.card(reference)).assignee == "Ben of the agency"
    await desk.work.assign(reference, desk.ben, desk.ana.id)
    card = await desk.work.card(reference)
    assert card.assignee_id == desk.ana.id
    assert [(event.actor, event.action) for event in card.history] == [
        ("ana", "claim"),
        ("ben", "claim"),
        ("ben", "assign"),
    ]
    assert card.history[-1].detail == {"to": "ana"}


@pytest.mark.parametrize("round_", range(5))
async def test_of_two_who_act_at_once_on_what_they_saw_one_wins(desk: Desk, round_: int) -> None:
    reference = await desk.ticket()
    seen = (await desk.work.card(reference)).version
    outcomes = await asyncio.gather(
        desk.work.claim(reference, desk.ana, seen=seen),
        desk.work.claim(reference, desk.ben, seen=seen),
        desk.work.close(reference, desk.ben, seen=seen),
        desk.work.reply(reference, desk.ana, "Done.", needs_answer=False, seen=seen),
        return_exceptions=True,
    )
    won = [outcome for outcome in outcomes if isinstance(outcome, Done)]
    lost = [outcome for outcome in outcomes if isinstance(outcome, ChangedMeanwhile | NotPossible)]
    assert (len(won), len(lost)) == (1, 3)
    card = await desk.work.card(reference)
    assert card.status == won[0].status
    assert len(card.history) == 1


async def test_a_reply_with_the_same_key_is_stored_once(desk: Desk) -> None:
    reference = await desk.ticket()

    async def reply() -> Done:
        return await desk.work.reply(
            reference, desk.ana, "my ssn 123-45-6789", needs_answer=False, key="k"
        )

    outcomes = await asyncio.gather(*(reply() for _ in range(5)))
    assert {(outcome.status, outcome.removed) for outcome in outcomes} == {("answered", ("SSN",))}
    card = await desk.work.card(reference)
    assert [post.text for post in card.thread] == ["my ssn [SSN]"]
    assert len(card.history) == 1
    await desk.work.reply(reference, desk.ben, "Another.", needs_answer=False, key="k")
    assert len((await desk.work.card(reference)).thread) == 2


async def test_the_first_reply_is_timed_and_its_writer_becomes_the_assignee(desk: Desk) -> None:
    reference = await desk.ticket()
    await desk.work.reply(reference, desk.ana, "Which year?", needs_answer=True)
    first = await desk.work.card(reference)
    assert (first.first_reply_at, first.assignee) == (first.updated_at, "Ana of the agency")
    await desk.work.reply(reference, desk.ben, "2025, I see.", needs_answer=False)
    second = await desk.work.card(reference)
    assert (second.first_reply_at, second.assignee) == (first.first_reply_at, first.assignee)
    assert [(post.author, post.name, post.is_note) for post in second.thread] == [
        ("staff", "Ana of the agency", False),
        ("staff", "Ben of the agency", False),
    ]


async def test_closing_with_a_last_word_and_reopening(desk: Desk) -> None:
    reference = await desk.ticket(due_at=dt.datetime(2026, 1, 5, tzinfo=dt.UTC))
    await desk.work.close(reference, desk.ana, "All settled.")
    closed = await desk.work.card(reference)
    assert closed.closed_at is not None
    assert [post.text for post in closed.thread] == ["All settled."]
    assert not closed.is_overdue
    await desk.work.reopen(reference, desk.ana)
    again = await desk.work.card(reference)
    assert again.closed_at is None
    assert again.due_at is not None
    assert again.due_at > again.updated_at


async def test_a_last_word_is_a_reply_that_the_citizen_is_told_of(desk: Desk) -> None:
    silent, spoken = await desk.ticket(), await desk.ticket()
    await desk.work.close(silent, desk.ana)
    await desk.work.close(spoken, desk.ana, "All settled.")
    assert [event for event, _ in await desk.told(silent)] == ["ticket.closed"]
    told = [event for event, _ in await desk.told(spoken)]
    assert told == ["ticket.staff_replied", "ticket.closed"]
    assert (await desk.work.card(silent)).first_reply_at is None
    assert (await desk.work.card(spoken)).first_reply_at is not None


async def test_priority_topic_and_due_time_are_set_and_remembered(desk: Desk) -> None:
    reference = await desk.ticket()
    due = dt.datetime(2026, 12, 1, 17, tzinfo=dt.timezone(dt.timedelta(hours=-5)))
    await desk.work.set_priority(reference, desk.ana, "urgent")
    await desk.work.set_topic(reference, desk.ana, "refunds")
    await desk.work.set_due(reference, desk.ana, due)
    card = await desk.work.card(reference)
    assert (card.status, card.priority, card.topic, card.due_at) == (
        "new",
        "urgent",
        "refunds",
        due,
    )
    assert [(event.action, event.detail) for event in card.history] == [
        ("set_priority", {"to": "urgent"}),
        ("set_topic", {"to": "refunds"}),
        ("set_due", {"to": "2026-12-01T22:00:00+00:00"}),
    ]
    with pytest.raises(UnknownPriority):
        await desk.work.set_priority(reference, desk.ana, "immediate")


async def test_what_cannot_be_is_refused(desk: Desk) -> None:
    reference = await desk.ticket()
    with pytest.raises(NotFound):
        await desk.work.card("T-2222-2222")
    with pytest.raises(NotFound):
        await desk.work.claim("T-2222-2222", desk.ana)
    with pytest.raises(UnknownColleague):
        await desk.work.assign(reference, desk.ana, 999)
    for text, error in ((" \u200b\n", PostEmpty), ("x" * (LONGEST_POST + 1), PostTooLong)):
        with pytest.raises(error):
            await desk.work.reply(reference, desk.ana, text, needs_answer=False)
    assert (await desk.work.card(reference)).history == ()
