"""Owns what staff see of chats: who waits, which are live, which are theirs, and one in full."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from server.conversations import desk_repository, repository
from server.conversations.models import Conversation
from server.conversations.schemas import HANDED_OFF
from server.conversations.transcript import as_shown
from server.database import Database, utc_now
from server.errors import NotFound
from server.staff.accounts import Staff
from server.staff.presence import at_hand, names_of

# Without a message for so long a chat counts as left.
LIVE = dt.timedelta(minutes=15)
WAITS = dt.timedelta(minutes=30)
# Typed into the ticket form, or to a person: no question to the assistant.
_NO_QUESTION = ("ticket_form", "ticket_opened", HANDED_OFF)
# Stands for the reference of a ticket that staff who read the chat are not to find.
_UNNAMED = "[ticket]"


class ChatOver(NotFound):
    code, detail = "chat_over", "This chat is over."


@dataclass(frozen=True)
class ChatRow:
    """A chat in a list. `passed_on_by` is who handed it to its owner."""

    id: str
    asked: str
    last_at: dt.datetime
    waits_since: dt.datetime | None
    owner_id: int | None
    owner: str
    passed_on_by: str


@dataclass(frozen=True)
class Chats:
    """Those who wait longest come first, else those with the newest message."""

    waiting: list[ChatRow]
    mine: list[ChatRow]
    live: list[ChatRow]


@dataclass(frozen=True)
class ChatView:
    """One chat. `colleagues` could take it over from its owner now."""

    id: str
    messages: list[dict[str, Any]]
    owner_id: int | None
    owner: str
    waits_since: dt.datetime | None
    colleagues: list[Staff]

    def state(self, staff: Staff) -> str:
        """Whose it is, in one word: "free", "mine" or "theirs"."""
        if self.owner_id is None:
            return "free"
        return "mine" if self.owner_id == staff.id else "theirs"


class DeskChats:
    """Reads only; masked text, as it is stored."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def lists(self, staff: Staff) -> Chats:
        now = utc_now()
        async with self._database.session() as session:
            found = await desk_repository.recent(session, now - WAITS)
            rows = await _rows(session, found)
        waiting = [
            row
            for row in rows
            if row.owner_id is None and _waits(row.waits_since, row.last_at, now)
        ]
        mine = [row for row in rows if row.owner_id == staff.id]
        live = [
            row
            for row in rows
            if row not in waiting
            and row not in mine
            and (row.owner_id is not None or row.last_at > now - LIVE)
        ]
        waiting.sort(key=lambda row: row.waits_since or now)
        return Chats(waiting, mine, live)

    async def view(self, conversation_id: str, after: int = 0) -> ChatView:
        """With the messages that have a higher id. Raises NotFound or ChatOver."""
        async with self._database.session() as session:
            conversation = await _open_one(session, conversation_id)
            rows = await desk_repository.messages_after(session, conversation_id, after)
            owner_id = conversation.owner_id
            names = await names_of(session, [] if owner_id is None else [owner_id])
            there = await at_hand(session)
        return ChatView(
            conversation_id,
            [{**as_shown(row), "at": row.created_at} for row in rows],
            owner_id,
            names.get(owner_id or 0, ""),
            conversation.person_wanted_at,
            [staff for staff in there if staff.id != owner_id],
        )

    async def require_open(self, conversation_id: str) -> None:
        """Raises NotFound, or ChatOver where staff have no more business in it."""
        async with self._database.session() as session:
            await _open_one(session, conversation_id)


def without_references(
    messages: Sequence[dict[str, Any]], references: Sequence[str]
) -> list[dict[str, Any]]:
    """The messages, naming none of these tickets."""
    if not references:
        return list(messages)
    named = re.compile("|".join(map(re.escape, references)), re.IGNORECASE)
    return [
        {
            **{key: value for key, value in message.items() if value not in references},
            "text": named.sub(_UNNAMED, message.get("text", "")),
        }
        for message in messages
    ]


async def _open_one(session: AsyncSession, conversation_id: str) -> Conversation:
    """A chat that is somebody's, waits for a person, or is live."""
    found = await repository.require(session, conversation_id)
    now = utc_now()
    newest = await desk_repository.newest_turn_at(session, conversation_id)
    last_at = newest or found.created_at
    is_live = last_at > now - LIVE
    if found.owner_id is None and not is_live and not _waits(found.person_wanted_at, last_at, now):
        raise ChatOver
    return found


def _waits(since: dt.datetime | None, last_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether a person is still waited for: who gave no sign for long has gone."""
    if since is None or since <= now - repository.WAITS_AT_MOST:
        return False
    return max(since, last_at) > now - WAITS


async def _rows(
    session: AsyncSession, found: Sequence[tuple[Conversation, dt.datetime]]
) -> list[ChatRow]:
    ids = [conversation.id for conversation, _ in found]
    asked = _questions(await desk_repository.typed(session, ids))
    before = await desk_repository.passed_on_by(session, ids)
    owners = [each.owner_id for each, _ in found if each.owner_id is not None]
    names = await names_of(session, [*owners, *before.values()])
    return [
        ChatRow(
            id=each.id,
            asked=asked.get(each.id, ""),
            last_at=last_at,
            waits_since=each.person_wanted_at,
            owner_id=each.owner_id,
            owner=names.get(each.owner_id or 0, ""),
            passed_on_by=names.get(before.get(each.id, 0), ""),
        )
        for each, last_at in found
    ]


def _questions(typed: Sequence[tuple[str, str, str | None]]) -> Mapping[str, str]:
    """What each asked the assistant last; else what they typed first: after that the ticket form
    asks for their name and contact, which belong in no list.
    """
    first: dict[str, str] = {}
    questions: dict[str, str] = {}
    for conversation_id, text, status in typed:
        first.setdefault(conversation_id, text)
        if status not in _NO_QUESTION:
            questions[conversation_id] = text
    return {**first, **questions}
