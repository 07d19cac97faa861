"""Tests of a ticket's life: every action in every status, through the service and the database."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.tickets import life
from server.tickets.life import ACTIONS, STATUSES, TRANSITIONS, Action, NotPossible, Status
from tests.server.tickets.conftest import Desk

README = Path(life.__file__).parent / "README.md"
ACTS: dict[Action, Callable[[Desk, str], Awaitable[Any]]] = {
    "claim": lambda desk, reference: desk.work.claim(reference, desk.ana),
    "assign": lambda desk, reference: desk.work.assign(reference, desk.ana, desk.ben.id),
    "ask": lambda desk, reference: desk.work.reply(
        reference, desk.ana, "Which year?", needs_answer=True
    ),
    "answer": lambda desk, reference: desk.work.reply(
        reference, desk.ana, "Three weeks.", needs_answer=False
    ),
    "note": lambda desk, reference: desk.work.note(reference, desk.ana, "Looks like a CP05."),
    "citizen_reply": lambda desk, reference: desk.says(reference, "For 2025."),
    "close": lambda desk, reference: desk.work.close(reference, desk.ana),
    "reopen": lambda desk, reference: desk.work.reopen(reference, desk.ana),
}
CITIZENS: dict[str, Callable[[Desk, str, str], Awaitable[Any]]] = {
    "reply": lambda desk, reference, secret: desk.following.reply(reference, secret, "x", None),
    "close": lambda desk, reference, secret: desk.following.close(reference, secret),
    "reopen": lambda desk, reference, secret: desk.following.reopen(reference, secret, None, None),
}
PAIRS = [(status, action) for status in STATUSES for action in ACTIONS]


def diagram() -> str:
    """The table as a Mermaid state diagram; what leaves the status as it is, is left out."""
    ways: dict[tuple[Status, Status], list[Action]] = {}
    for (status, action), then in TRANSITIONS.items():
        if then != status:
            ways.setdefault((status, then), []).append(action)
    lines = ["stateDiagram-v2", "    [*] --> new: open"]
    for status in STATUSES:
        for then in STATUSES:
            actions = ways.get((status, then), [])
            if actions:
                lines.append(f"    {status} --> {then}: {', '.join(sorted(actions))}")
    return "\n".join(lines)


def test_every_action_is_walked() -> None:
    assert set(ACTS) == set(ACTIONS)
    assert set(TRANSITIONS) <= set(PAIRS)
    assert len(PAIRS) == 48


@pytest.mark.parametrize(("status", "action"), PAIRS, ids=[f"{s} {a}" for s, a in PAIRS])
async def test_every_action_in_every_status(desk: Desk, status: Status, action: Action) -> None:
    reference = await desk.ticket(status)
    before = await desk.work.card(reference)
    expected = TRANSITIONS.get((status, action))
    if expected is None:
        with pytest.raises(NotPossible):
            await ACTS[action](desk, reference)
        assert await desk.work.card(reference) == before
        assert await desk.audited(reference) == []
        assert await desk.told(reference) == []
        return
    await ACTS[action](desk, reference)
    after = await desk.work.card(reference)
    assert after.status == expected
    (event,) = after.history
    actor = "citizen" if action == "citizen_reply" else "ana"
    happened = (event.actor, event.action, event.before, event.after)
    assert happened == (actor, action, status, expected)
    assert await desk.audited(reference) == [(actor, f"ticket_{action}")]
    assert len(await desk.told(reference)) == (action != "note")


@pytest.mark.parametrize("status", STATUSES)
async def test_the_citizen_is_told_what_they_can_do_and_can(desk: Desk, status: Status) -> None:
    for action, act in CITIZENS.items():
        reference = await desk.ticket(status)
        if action in (await desk.followed(reference))["may"]:
            assert (await act(desk, reference, desk.secret(reference)))["status"]
        else:
            with pytest.raises(NotPossible):
                await act(desk, reference, desk.secret(reference))


@settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(actions=st.lists(st.sampled_from(ACTIONS), max_size=12))
async def test_any_life_keeps_to_the_table(desk: Desk, actions: list[Action]) -> None:
    """However a life goes: status by the table, a history without gaps, times that fit."""
    reference = await desk.ticket()
    status: Status = "new"
    done: list[tuple[Action, Status, Status]] = []
    for action in actions:
        expected = TRANSITIONS.get((status, action))
        if expected is None:
            with pytest.raises(NotPossible):
                await ACTS[action](desk, reference)
            continue
        await ACTS[action](desk, reference)
        done.append((action, status, expected))
        status = expected
    card = await desk.work.card(reference)
    assert card.status == status
    assert [(event.action, event.before, event.after) for event in card.history] == done
    assert (card.closed_at is not None) == (status == "closed")
    replied = [action for action, _, _ in done if action in ("ask", "answer")]
    assert (card.first_reply_at is not None) == bool(replied)
    notes = [post for post in card.thread if post.is_note]
    assert len(notes) == [action for action, _, _ in done].count("note")
    shown = (await desk.followed(reference))["thread"]
    assert len(shown) == 1 + len(card.thread) - len(notes)


def test_the_diagram_of_the_readme_is_the_table() -> None:
    assert diagram() in README.read_text(encoding="utf-8")


def test_from_any_status_a_ticket_can_be_closed_and_from_closed_it_can_come_back() -> None:
    for status in STATUSES:
        if status != "closed":
            assert life.after(status, "close") == "closed"
    assert life.after("closed", "citizen_reply") == life.after("closed", "reopen") == "reopened"
    with pytest.raises(NotPossible):
        life.after("closed", "answer")
