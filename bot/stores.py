"""Owns where Rasa keeps conversations and their locks, by two addresses in the environment.

ASSISTANT_TRACKER_URL is SQLite's or PostgreSQL's, in a form that the server takes too.
ASSISTANT_REDIS_URL lets several Rasa processes lock one conversation; empty: each locks its own.
"""

import re
from contextlib import asynccontextmanager
from typing import Any, AsyncGenerator, Dict, List, Optional, Text

import sqlalchemy as sa
import sqlalchemy.event
import sqlalchemy.orm
from rasa.core.brokers.broker import EventBroker
from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, InMemoryLockStore
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet, UserUttered
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
# So many messages of a conversation are read again at a turn, at most; a form is never cut.
SESSION_MESSAGES = 8


class Trackers(SQLTrackerStore):
    """The table `events`. A connection that died in the pool is replaced before it is used.

    Rasa reads, and goes through, the events of a conversation's last session at every turn. So
    that the hundredth costs no more than the tenth, a long one goes on in a new session with the
    slots it has, as Rasa's own do; what was said before stays in the table.
    """

    def __init__(
        self,
        host: Text,
        domain: Optional[Domain] = None,
        event_broker: Optional[EventBroker] = None,
    ) -> None:
        url = synchronous(host)
        super().__init__(domain, host=url, event_broker=event_broker)
        if url.startswith("postgresql"):
            engine = sa.create_engine(url, pool_pre_ping=True, connect_args=_limits())
            self.sessionmaker.configure(bind=engine)
        else:
            sa.event.listen(self.engine, "connect", _quick_commits)

    async def save(self, tracker: DialogueStateTracker) -> None:
        if _is_long(tracker):
            for event in _new_session(tracker):
                tracker.update(event, self.domain)
        await super().save(tracker)

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
    """Whether a new session may begin: many messages, and none of them in a form still open."""
    messages = 0
    for event in reversed(tracker.events):
        if isinstance(event, SessionStarted):
            break
        messages += isinstance(event, UserUttered)
    is_idle = tracker.latest_action_name == ACTION_LISTEN_NAME and not tracker.active_loop_name
    return messages >= SESSION_MESSAGES and is_idle


def _new_session(tracker: DialogueStateTracker) -> List[Any]:
    slots = [SlotSet(slot.name, slot.value) for slot in tracker.slots.values()]
    start = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    return [*start, *slots, ActionExecuted(ACTION_LISTEN_NAME)]


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
