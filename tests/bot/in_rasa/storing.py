"""Tells what the stores do, in Rasa's environment: `storing TRACKER_URL REDIS_URL`."""

import asyncio
import json
import os
import sys
from typing import Any

import sqlalchemy as sa
from rasa.core.lock_store import LockStore
from rasa.core.tracker_store import FailSafeTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import EventVerbosity
from rasa.utils.endpoints import read_endpoint_config

from bot import launcher, stores

ENDPOINTS = "bot/endpoints.yml"
ADDRESSES = (
    "postgresql+asyncpg://a:50%25@db:5/x?ssl=require",
    "postgres://a@db/x",
    "sqlite+aiosqlite:////srv/tracker.db",
)
BEGAN = 5.25


def tracker_store() -> TrackerStore:
    domain = Domain.load("bot/domain")
    return TrackerStore.create(read_endpoint_config(ENDPOINTS, "tracker_store"), domain)


def lock_store() -> LockStore:
    return LockStore.create(read_endpoint_config(ENDPOINTS, "lock_store"))


async def kept() -> Any:
    """A slot as another process reads it."""
    first, second = tracker_store(), tracker_store()
    tracker = await first.get_or_create_tracker("c-1")
    tracker.update(SlotSet("misses", 2))
    await first.save(tracker)
    found = await second.retrieve("c-1")
    return found and found.get_slot("misses")


def as_stored(tracker: Any) -> Any:
    """All that Rasa goes by, as it is after a journey through the table."""
    state = {**tracker.current_state(EventVerbosity.ALL), "loop": str(tracker.active_loop)}
    return json.loads(json.dumps(state, sort_keys=True))


def take_turn(tracker: Any, number: int) -> None:
    tracker.update(UserUttered(f"message {number}", {"name": "ask_tax_question"}))
    tracker.update(ActionExecuted("action_answer_question"))
    tracker.update(SlotSet("last_question", f"question {number}"))
    tracker.update(ActiveLoop("ticket_form" if number % 3 == 0 else None))
    tracker.update(BotUttered("An answer.", {"custom": {"type": "answered"}}))
    tracker.update(ActionExecuted("action_listen"))


async def kept_and_read(turns: int) -> dict[str, Any]:
    """Whether the tracker of a conversation was kept, and is as one that is read anew."""
    store, kept, same, before = tracker_store(), [], [], None
    for number in range(turns):
        tracker = await store.get_or_create_tracker("c-kept", append_action_listen=False)
        kept.append(tracker is before)
        if number:
            anew = await tracker_store().retrieve("c-kept")
            same.append(as_stored(tracker) == as_stored(anew))
        take_turn(tracker, number)
        await store.save(tracker)
        before = tracker
    return {"kept": sum(kept), "same": sum(same)}


async def seen(store: Any, sender: str) -> list[str]:
    """The messages of a conversation that a store knows; none where it knows of no such one."""
    tracker = await store.retrieve(sender)
    return [e.text for e in tracker.events if isinstance(e, UserUttered)] if tracker else []


async def begun(store: Any, sender: str) -> Any:
    """The tracker of a conversation of two turns."""
    for number in (1, 2):
        tracker = await store.get_or_create_tracker(sender)
        take_turn(tracker, number)
        await store.save(tracker)
    return await store.retrieve(sender)


async def kept_no_longer() -> dict[str, list[str]]:
    """What a store finds of a conversation whose tracker it kept, once that is out of date."""
    store, other = tracker_store(), tracker_store()
    take_turn(await begun(store, "c-failed"), 3)  # and the turn fails: nothing is saved
    await begun(store, "c-elsewhere")
    elsewhere = await other.retrieve("c-elsewhere")
    take_turn(elsewhere, 3)
    await other.save(elsewhere)
    mine, theirs = await begun(store, "c-both"), await other.retrieve("c-both")
    for tracker, saved_by, number in ((theirs, other, 3), (mine, store, 4)):
        take_turn(tracker, number)
        await saved_by.save(tracker)
    await begun(store, "c-deleted")
    with store.session_scope() as session:
        session.query(store.SQLEvent).filter_by(sender_id="c-deleted").delete()
        session.commit()
    names = ("c-failed", "c-elsewhere", "c-both", "c-deleted")
    return {name: await seen(store, name) for name in names}


async def most_kept() -> dict[str, Any]:
    """How many trackers are kept of more conversations, and what of the first is found."""
    most, stores.MOST_KEPT = stores.MOST_KEPT, 3
    store = tracker_store()
    for number in range(5):
        await begun(store, f"c-many-{number}")
    kept = len(store._kept)
    stores.MOST_KEPT = most
    return {"kept": kept, "first": await seen(store, "c-many-0")}


async def long_conversation(sender: str, messages: int, form_from: int) -> dict[str, Any]:
    """How a conversation is read after so many messages; a form is open from one of them on.

    `at_2` and `in_all` are the numbers of events that were read for the second turn, and that are
    in the table in the end.
    """
    store, read = tracker_store(), []
    for number in range(1, messages + 1):
        tracker = await store.get_or_create_tracker(sender)
        read.append(len(tracker.events))
        tracker.update(UserUttered(f"message {number}", {"name": "ask_tax_question"}))
        tracker.update(SlotSet("last_question", f"question {number}"))
        if number == form_from:
            tracker.update(ActionExecuted("action_start_ticket", timestamp=BEGAN))
        if 0 < form_from <= number:
            tracker.update(ActionExecuted("ticket_form"))
            tracker.update(ActiveLoop("ticket_form"))
        tracker.update(ActionExecuted("action_listen"))
        await store.save(tracker)
    full, last = await store.retrieve_full_tracker(sender), await store.retrieve(sender)
    return {
        "at_2": read[1],
        "most": max(read),
        "in_all": len(full.events),
        "messages": [e.text for e in full.events if isinstance(e, UserUttered)],
        "slot": last.get_slot("last_question"),
        "form": last.active_loop_name,
        "began": [e.timestamp for e in last.events if _is_action(e, "action_start_ticket")],
        "asked": any(_is_action(e, "ticket_form") for e in last.events),
        "listens": last.latest_action_name,
    }


def _is_action(event: Any, name: str) -> bool:
    return isinstance(event, ActionExecuted) and event.action_name == name


async def under_lock(*locks: LockStore) -> int:
    """How many held the lock of one conversation at the same moment, at most."""
    held, most = 0, 0

    async def turn(store: LockStore) -> None:
        nonlocal held, most
        async with store.lock("c-1", wait_time_in_seconds=0.05):
            held += 1
            most = max(most, held)
            await asyncio.sleep(0.05)
            held -= 1

    await asyncio.gather(*(turn(store) for store in locks for _ in range(3)))
    return most


async def failure_of_a_dead_store() -> str:
    """What a turn raises whose conversation cannot be read."""
    store = tracker_store()
    store.engine.dispose()
    store.engine = sa.create_engine("sqlite:////nowhere/at/all.db")
    store.sessionmaker.configure(bind=store.engine)
    try:
        await FailSafeTrackerStore(store).retrieve("c-1")
    except Exception as error:
        return type(error).__name__
    return ""


async def found() -> dict[str, Any]:
    indexes = sa.inspect(tracker_store().engine).get_indexes("events")
    return {
        "addresses": [stores.synchronous(address) for address in ADDRESSES],
        "kept": await kept(),
        "indexes": [index["column_names"] for index in indexes],
        "held_in_one_process": await under_lock(*[lock_store()] * 2),
        "held_in_two_processes": await under_lock(lock_store(), lock_store()),
        "long": await long_conversation("c-long", messages=60, form_from=0),
        "long_with_form": await long_conversation("c-form", messages=34, form_from=3),
        "kept_and_read": await kept_and_read(turns=30),
        "kept_no_longer": await kept_no_longer(),
        "most_kept": await most_kept(),
        "failure": await failure_of_a_dead_store(),
    }


if __name__ == "__main__":
    os.environ["ASSISTANT_TRACKER_URL"], os.environ["ASSISTANT_REDIS_URL"] = sys.argv[1:]
    launcher.apply_fixes()
    print(json.dumps(asyncio.run(found())))
