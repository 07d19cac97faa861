"""Tests of what a ticket's citizen sees and does."""

import asyncio
import datetime as dt
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.errors import NotFound, Unauthorized
from server.tickets.life import STATUSES, Status
from server.tickets.posts import LONGEST_POST, PostEmpty, PostTooLong
from tests.server.tickets.conftest import REQUEST, Desk

CALLS: list[Callable[[Desk, str, str | None], Awaitable[Any]]] = [
    lambda desk, reference, secret: desk.tickets.read(reference, secret),
    lambda desk, reference, secret: desk.following.reply(reference, secret, "x", None),
    lambda desk, reference, secret: desk.following.close(reference, secret),
    lambda desk, reference, secret: desk.following.reopen(reference, secret, None, None),
]
FIELDS = {
    "reference",
    "status",
    "created_at",
    "updated_at",
    "expected_reply_by",
    "call_between",
    "may",
    "thread",
}


async def test_its_citizen_sees_the_question_but_not_what_staff_see(desk: Desk) -> None:
    state = await desk.tickets.open(REQUEST)
    path, _, secret = desk.tickets.url_of(state.reference).partition("#")
    assert path == f"/tickets/{state.reference}"
    shown = await desk.tickets.read(state.reference, secret)
    assert set(shown) == FIELDS
    assert [(m["author"], m["text"]) for m in shown["thread"]] == [("citizen", REQUEST.question)]
    assert (shown["status"], shown["may"]) == ("new", ["reply", "close"])
    assert dt.datetime.fromisoformat(shown["expected_reply_by"]) > dt.datetime.now(dt.UTC)


async def test_without_the_secret_nothing_is_shown_or_done(desk: Desk) -> None:
    reference, other = await desk.ticket(), await desk.ticket()
    unknown = "T-2222-2222"
    for secret, error in (
        (None, Unauthorized),
        ("", NotFound),
        ("wrong", NotFound),
        (desk.secret(other), NotFound),
    ):
        for act in CALLS:
            with pytest.raises(error):
                await act(desk, reference, secret)
    with pytest.raises(NotFound):
        await desk.tickets.read(unknown, desk.secret(unknown))
    with pytest.raises(NotFound):
        await desk.says("T-4444-4444", "x")
    assert (await desk.work.card(reference)).history == ()


async def test_a_talk_back_and_forth_names_who_said_what(desk: Desk) -> None:
    reference = await desk.ticket(call_between="after 5")
    await desk.work.reply(reference, desk.ana, "Which year?", needs_answer=True)
    waiting = await desk.followed(reference)
    assert (waiting["status"], waiting["expected_reply_by"]) == ("waiting", None)
    changed = await desk.says(reference, "For 2025. SSN 123-45-6789")
    assert (changed["status"], changed["notices"]) == ("open", ["identifier_removed"])
    assert changed["expected_reply_by"] is not None
    await desk.work.reply(reference, desk.ben, "Three weeks.", needs_answer=False)
    shown = await desk.followed(reference)
    assert [(post["author"], post["name"], post["text"]) for post in shown["thread"]] == [
        ("citizen", None, "Why is my refund late?"),
        ("staff", "Ana of the agency", "Which year?"),
        ("citizen", None, "For 2025. SSN [SSN]"),
        ("staff", "Ben of the agency", "Three weeks."),
    ]
    assert (shown["status"], shown["may"]) == ("answered", ["reply", "close", "reopen"])
    assert shown["call_between"] == "after 5"


async def test_closing_and_reopening_with_and_without_a_word(desk: Desk) -> None:
    reference = await desk.ticket("answered")
    secret = desk.secret(reference)
    closed = await desk.following.close(reference, secret)
    assert (closed["status"], closed["may"]) == ("closed", ["reply", "reopen"])
    assert (await desk.following.reopen(reference, secret, None, None))["status"] == "reopened"
    await desk.following.close(reference, secret)
    again = await desk.following.reopen(reference, secret, "It came back.", "key")
    assert again["thread"][-1]["text"] == "It came back."
    history = (await desk.work.card(reference)).history
    assert [(event.actor, event.action) for event in history] == [
        ("citizen", "close"),
        ("citizen", "reopen"),
    ] * 2


async def test_a_reply_with_the_same_key_is_stored_once(desk: Desk) -> None:
    reference = await desk.ticket()
    await asyncio.gather(*(desk.says(reference, "Any news?", "key") for _ in range(5)))
    assert (await desk.says(reference, "Any news?", "key"))["status"] == "new"
    card = await desk.work.card(reference)
    assert [post.text for post in card.thread] == ["Any news?"]
    assert len(card.history) == 1


async def test_a_citizens_word_is_not_lost_when_staff_act_at_the_same_moment(desk: Desk) -> None:
    reference = await desk.ticket()
    await asyncio.gather(
        *(desk.says(reference, f"Word {number}.") for number in range(3)),
        desk.work.claim(reference, desk.ana),
        return_exceptions=True,
    )
    texts = {post["text"] for post in (await desk.followed(reference))["thread"]}
    assert {"Word 0.", "Word 1.", "Word 2."} <= texts


@pytest.mark.parametrize(
    ("text", "error"),
    [("", PostEmpty), (" \u200b\n", PostEmpty), ("?!", PostEmpty), ("x" * 4001, PostTooLong)],
    ids=["empty", "invisible", "no words", "too long"],
)
async def test_what_cannot_be_read_is_refused(
    desk: Desk, text: str, error: type[Exception]
) -> None:
    reference = await desk.ticket("closed")
    with pytest.raises(error):
        await desk.says(reference, text)
    with pytest.raises(error):
        await desk.following.reopen(reference, desk.secret(reference), text, None)
    assert (await desk.followed(reference))["status"] == "closed"
    kept = (await desk.says(reference, f"x{' ' * LONGEST_POST}"))["thread"][-1]["text"]
    assert kept == "x"


@settings(
    max_examples=30,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(status=st.sampled_from(STATUSES), notes=st.lists(st.text(max_size=30), max_size=4))
async def test_internal_notes_never_reach_the_citizen(
    desk: Desk, status: Status, notes: list[str]
) -> None:
    """Not their words, not their number, not the time they were written at."""
    reference = await desk.ticket(status)
    if status not in ("new", "closed"):
        await desk.work.reply(reference, desk.ana, "Which year?", needs_answer=True)
    before = json.dumps(await desk.followed(reference))
    for number, text in enumerate(notes):
        await desk.work.note(reference, desk.ana, f"Internal note {number}. {text}")
    assert json.dumps(await desk.followed(reference)) == before
    shown = await desk.says(reference, "Hello?")
    assert "Internal note" not in json.dumps(shown)
    assert len((await desk.work.card(reference)).thread) == len(notes) + len(shown["thread"]) - 1


async def test_the_chat_hears_of_replies_and_closing_but_not_of_notes(desk: Desk) -> None:
    reference = await desk.ticket()
    heard: list[dict[str, Any]] = []
    async with desk.events.listen("c-1") as events:
        await desk.work.note(reference, desk.ana, "Between us.")
        for _ in range(2):  # the second time it is a replay
            reply = desk.work.reply
            await reply(reference, desk.ana, "Three weeks.", needs_answer=False, key="k")
        await desk.work.close(reference, desk.ana)
        desk.events.close()
        async for event in events:
            assert event.kind == "ticket"
            heard.append(dict(event.data))
    assert heard == [
        {"reference": reference, "status": "answered", "reply": True},
        {"reference": reference, "status": "closed", "reply": False},
    ]
