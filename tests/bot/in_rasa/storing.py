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
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet, UserUttered
from rasa.utils.endpoints import read_endpoint_config

from bot import launcher, stores

ENDPOINTS = "bot/endpoints.yml"
ADDRESSES = (
    "postgresql+asyncpg://a:50%25@db:5/x?ssl=require",
    "postgres://a@db/x",
    "sqlite+aiosqlite:////srv/tracker.db",
)


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
        "listens": last.latest_action_name,
    }


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
        "long_with_form": await long_conversation("c-form", messages=30, form_from=3),
        "failure": await failure_of_a_dead_store(),
    }


if __name__ == "__main__":
    os.environ["ASSISTANT_TRACKER_URL"], os.environ["ASSISTANT_REDIS_URL"] = sys.argv[1:]
    launcher.apply_fixes()
    print(json.dumps(asyncio.run(found())))
