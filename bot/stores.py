"""Owns where Rasa keeps conversations and their locks, by two addresses in the environment.

ASSISTANT_TRACKER_URL is SQLite's or PostgreSQL's, in a form that the server takes too.
ASSISTANT_REDIS_URL lets several Rasa processes lock one conversation; empty: each locks its own.
"""

import json
import re
from collections import OrderedDict
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, AsyncGenerator, Dict, List, Optional, Text

import sqlalchemy as sa
import sqlalchemy.event
import sqlalchemy.orm
import sqlalchemy.pool
from rasa.core.brokers.broker import EventBroker
from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, InMemoryLockStore
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from redis.asyncio import Redis

LOCK_PREFIX = "assistant:rasa:lock:"
# Longer than a turn takes; so long a conversation stays locked when its Rasa is killed.
HELD_SECONDS = 10
# Then the turn fails, and the server answers it without Rasa.
WAIT_SECONDS = 3
# Rasa does nothing else while it waits for its database.
CONNECT_SECONDS = 3
STATEMENT_MS = 5000
# So many messages of a conversation are read again at a turn, at most.
SESSION_MESSAGES = 8
# An action tells a run of the form by when this was done.
FORM_BEGINS = "action_start_ticket"
# Trackers kept, of 75 kB each at the end of a session: 75 MB at most, in one process.
MOST_KEPT = 1000


@dataclass
class _Kept:
    """A tracker as it stands in the table, whose newest event has the id `newest`."""

    tracker: DialogueStateTracker
    events: int
    newest: int

    @property
    def is_whole(self) -> bool:
        """False after a turn that failed: what it did to the tracker was not stored."""
        return len(self.tracker.events) == self.events


class Trackers(SQLTrackerStore):
    """The table `events`. A connection that died in the pool is replaced before it is used.

    Rasa reads, and goes through, the events of a conversation's last session at every turn. So
    that the hundredth costs no more than the tenth, a long one goes on in a new session with the
    slots it has, as Rasa's own do, and in the form it is in; what was said before stays in the
    table. The trackers of recent conversations are kept, and used again unless another Rasa wrote
    since.
    """

    def __init__(
        self,
        host: Text,
        domain: Optional[Domain] = None,
        event_broker: Optional[EventBroker] = None,
    ) -> None:
        url = synchronous(host)
        super().__init__(domain, host=url, event_broker=event_broker)
        self.engine = _engine(url)
        self.sessionmaker.configure(bind=self.engine)
        self._kept: OrderedDict[Text, _Kept] = OrderedDict()
        self._insert = sa.insert(self.SQLEvent.__table__)
        row, newest = self.SQLEvent, sa.func.max(self.SQLEvent.id)
        mine = row.sender_id == sa.bindparam("sender")
        self._newest = sa.select(newest).where(mine)
        self._added = sa.select(sa.func.count(), newest).where(mine, row.id > sa.bindparam("since"))

    async def retrieve(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        """As it was kept, where nobody wrote since; else read, and gone through, anew."""
        kept = self._kept.pop(sender_id, None)
        if kept is not None and kept.is_whole:
            # A session of SQLAlchemy's takes longer than its statement.
            with self.engine.connect() as connection:
                newest = connection.execute(self._newest, {"sender": sender_id}).scalar()
            if newest == kept.newest:
                self._keep(kept.tracker, newest)
                return kept.tracker
        with self.session_scope() as session:
            events = self._event_query(session, sender_id, False)
            rows = events.with_entities(self.SQLEvent.id, self.SQLEvent.data).all()
        if not rows or not self.domain:
            return None
        read = [json.loads(data) for _, data in rows]
        tracker = DialogueStateTracker.from_dict(sender_id, read, self.domain.slots)
        self._keep(tracker, rows[-1][0])
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        if _is_long(tracker):
            for event in _new_session(tracker):
                tracker.update(event, self.domain)
        await self.stream_events(tracker)
        kept = self._kept.pop(tracker.sender_id, None)
        if not tracker.events:  # a conversation that begins
            self._keep(tracker, 0)
            return
        known = kept if kept is not None and kept.tracker is tracker else None
        if known is not None:
            new = list(tracker.events)[known.events :]
        else:
            with self.session_scope() as session:
                new = list(self._additional_events(session, tracker))
        since = {"sender": tracker.sender_id, "since": known.newest if known else 0}
        with self.engine.begin() as connection:
            if new:
                connection.execute(self._insert, [_row(tracker, each) for each in new])
            added, newest = connection.execute(self._added, since).one()
        if known is not None and added == len(new):  # no other Rasa wrote
            _forget_past_sessions(tracker)
            self._keep(tracker, newest or known.newest)

    def _keep(self, tracker: DialogueStateTracker, newest: int) -> None:
        self._kept[tracker.sender_id] = _Kept(tracker, len(tracker.events), newest)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)

    def _event_query(
        self, session: sa.orm.Session, sender_id: Text, fetch_events_from_all_sessions: bool
    ) -> Any:
        """By the order of the events: Rasa's own goes by their time, and a clock may be set."""
        row = self.SQLEvent
        events = session.query(row).filter(row.sender_id == sender_id)
        if not fetch_events_from_all_sessions:
            start = sa.select(sa.func.max(row.id)).where(
                row.sender_id == sender_id, row.type_name == SessionStarted.type_name
            )
            events = events.filter(row.id >= sa.func.coalesce(start.scalar_subquery(), 0))
        return events.order_by(row.id)


def _is_long(tracker: DialogueStateTracker) -> bool:
    """Whether a new session is to begin: many messages, and all that follows from them is done."""
    messages = 0
    for event in reversed(tracker.events):
        if isinstance(event, SessionStarted):
            break
        messages += isinstance(event, UserUttered)
    is_idle = tracker.latest_action_name == ACTION_LISTEN_NAME
    return messages >= SESSION_MESSAGES and is_idle and not tracker.is_active_loop_rejected


def _new_session(tracker: DialogueStateTracker) -> List[Any]:
    slots = [
        SlotSet(slot.name, slot.value)
        for slot in tracker.slots.values()
        if slot.value != slot.initial_value  # which a new session begins with
    ]
    start = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    return [*start, *_form(tracker), *slots, ActionExecuted(ACTION_LISTEN_NAME)]


def _form(tracker: DialogueStateTracker) -> List[Any]:
    """The form that is open, as one that began when it did and asked already."""
    name = tracker.active_loop_name
    if name is None:
        return []
    actions = (event for event in reversed(tracker.events) if isinstance(event, ActionExecuted))
    began = next((each for each in actions if each.action_name == FORM_BEGINS), None)
    again = [ActionExecuted(FORM_BEGINS, timestamp=began.timestamp)] if began else []
    return [*again, ActionExecuted(name), ActiveLoop(name)]


def _forget_past_sessions(tracker: DialogueStateTracker) -> None:
    """Leaves it the events that are read for it."""
    started = [at for at, e in enumerate(tracker.events) if isinstance(e, SessionStarted)]
    for _ in range(started[-1] if started else 0):
        tracker.events.popleft()


def _row(tracker: DialogueStateTracker, event: Event) -> Dict[Text, Any]:
    """As Rasa stores it."""
    data = event.as_dict()
    return {
        "sender_id": tracker.sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def _engine(url: Text) -> sa.engine.Engine:
    if url.startswith("postgresql"):
        return sa.create_engine(url, pool_pre_ping=True, connect_args=_limits())
    # Rasa would open SQLite's file, and write its log into it, at each use.
    engine = sa.create_engine(
        url, poolclass=sa.pool.QueuePool, connect_args={"check_same_thread": False}
    )
    sa.event.listen(engine, "connect", _quick_commits)
    return engine


def _quick_commits(connection: Any, _: Any) -> None:
    """SQLite waits for the disk at every commit otherwise; what is killed loses nothing."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")


class Locks(InMemoryLockStore):
    """One turn of a conversation at a time: of all processes where there is a Redis."""

    def __init__(self, endpoint_config: EndpointConfig) -> None:
        super().__init__()
        self._redis: Optional[Redis] = None
        if endpoint_config.url:
            seconds = CONNECT_SECONDS
            self._redis = Redis.from_url(
                endpoint_config.url, socket_connect_timeout=seconds, socket_timeout=seconds
            )

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: Text,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = 1,
    ) -> AsyncGenerator[TicketLock, None]:
        """Raises an error when it is not to be had; Rasa's own lock in Redis is not atomic."""
        if self._redis is None:
            async with super().lock(conversation_id, lock_lifetime, wait_time_in_seconds) as held:
                yield held
            return
        async with self._redis.lock(
            LOCK_PREFIX + conversation_id,
            timeout=HELD_SECONDS,
            sleep=0.05,
            blocking_timeout=WAIT_SECONDS,
        ):
            yield TicketLock(conversation_id)


def synchronous(url: Text) -> Text:
    """The address with the drivers of this environment in place of the server's."""
    scheme, _, rest = url.partition("://")
    backend = "postgresql" if scheme.startswith("postgres") else scheme.partition("+")[0]
    return re.sub(r"([?&])ssl=", r"\1sslmode=", f"{backend}://{rest}")


def _limits() -> Dict[Text, Any]:
    return {
        "connect_timeout": CONNECT_SECONDS,
        "options": f"-c statement_timeout={STATEMENT_MS}",
    }
