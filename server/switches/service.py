"""Owns the switches: read from the database at every use, so a pause holds at once everywhere."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, cast

from sqlalchemy import Connection, Table, delete, select
from sqlalchemy.exc import IntegrityError

from server.audit.service import record
from server.conversations.incoming import visible
from server.database import Database, rows_changed, utc_now
from server.errors import Unprocessable
from server.privacy.masking import Masker
from server.switches.models import Switch

ASSISTANT = "assistant"
TICKETS = "tickets"
# Members of staff joining chats.
PEOPLE = "people"
_TOPIC = "topic/"
LONGEST_COMMENT = 500
_ALL = select(cast("Table", Switch.__table__))


class CommentMissing(Unprocessable):
    code = "comment_missing"
    detail = f"Say why in a comment of 1 to {LONGEST_COMMENT} characters."


@dataclass(frozen=True)
class Pause:
    """Since when, by whom (a login) and why something is paused."""

    since: dt.datetime
    actor: str
    comment: str


@dataclass(frozen=True)
class Paused:
    """What is paused now, by the switch's name."""

    switches: Mapping[str, Pause]

    @property
    def assistant(self) -> bool:
        return ASSISTANT in self.switches

    @property
    def tickets(self) -> bool:
        return TICKETS in self.switches

    def topic(self, topic: str) -> bool:
        return topic_switch(topic) in self.switches


def topic_switch(topic: str) -> str:
    return f"{_TOPIC}{topic}"


class Switches(Protocol):
    """What is paused, read anew at every use."""

    async def paused(self) -> Paused: ...


class SwitchBoard:
    """Pauses and resumes; each change is in the audit log with its comment."""

    def __init__(self, database: Database, masker: Masker) -> None:
        self._database = database
        self._masker = masker

    async def paused(self) -> Paused:
        return await self._database.run(_paused)

    async def pause(self, name: str, comment: str, actor: str) -> None:
        """Raises CommentMissing. Pausing what is paused replaces comment and actor."""
        switch = Switch(name=name, comment=self._comment(comment), actor=actor, paused_at=utc_now())
        try:
            await self._store(switch)
        except IntegrityError:  # somebody else paused it at the same moment: now it is there
            await self._store(switch)

    async def _store(self, switch: Switch) -> None:
        async with self._database.session() as session:
            await session.merge(switch)
            record(session, switch.actor, "pause", switch.name, comment=switch.comment)

    async def resume(self, name: str, comment: str, actor: str) -> None:
        """Raises CommentMissing. Resuming what is not paused changes nothing."""
        comment = self._comment(comment)
        async with self._database.session() as session:
            if await rows_changed(session, delete(Switch).where(Switch.name == name)):
                record(session, actor, "resume", name, comment=comment)

    def _comment(self, text: str) -> str:
        """Masked: a comment may say whose case made the pause necessary."""
        comment = " ".join(self._masker.mask(visible(text)).text.split())
        if not 1 <= len(comment) <= LONGEST_COMMENT:
            raise CommentMissing
        return comment


def _paused(connection: Connection) -> Paused:
    rows = connection.execute(_ALL).all()
    return Paused({row.name: Pause(row.paused_at, row.actor, row.comment) for row in rows})
