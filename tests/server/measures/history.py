"""Owns histories of the service, written turn by turn, for the tests of the measures."""

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from server.conversations.models import Conversation, Takeover, Turn
from server.database import Base, Database
from server.feedback.models import Feedback
from server.measures.periods import month
from server.staff.models import StaffAccount
from server.tickets.models import Ticket
from server.tickets.references import ALPHABET
from tests.contact_keys import contact_keys

UTC = ZoneInfo("UTC")
OCTOBER = month("2026-10", UTC)
FILING, REFUNDS = "filing/extension", "refunds/where"


def at(day: int, hour: int = 12, minute: int = 0, month: int = 10) -> dt.datetime:
    """A moment of 2026 in UTC."""
    return dt.datetime(2026, month, day, hour, minute, tzinfo=dt.UTC)


NOW = at(20, month=11)


class History:
    """Adds what happened to a session; nothing is checked, so impossible rows can be made."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._turns: dict[str, int] = {}
        self._tickets = 0

    async def turn(
        self,
        chat: str,
        when: dt.datetime,
        status: str | None,
        best: str | None = None,
        *,
        searched: bool = True,
        helpful: bool | None = None,
        **values: Any,
    ) -> int:
        """Its number. `best` is the entry given or the best candidate."""
        number = self._turns.get(chat, 0) + 1
        if number == 1:
            self._session.add(
                Conversation(
                    id=chat, token_hash="", language="en", created_at=when, last_turn=number
                )
            )
            await self._session.flush()
        self._turns[chat] = number
        row: dict[str, Any] = {
            "conversation_id": chat,
            "number": number,
            "idempotency_key": None,
            "created_at": when,
            "status": status,
            "degraded": False,
            "confidence": 0.9 if searched else None,
            "entry_id": best if status == "answered" else None,
            "notices": [],
            "candidates": [[best, 0.8], ["other/entry", 0.1]] if best and searched else [],
        }
        self._session.add(Turn(**(row | values)))
        await self._session.flush()
        if helpful is not None:
            await self.feedback(chat, number, helpful, when + dt.timedelta(minutes=1))
        return number

    async def add(self, row: Base) -> None:
        self._session.add(row)
        await self._session.flush()

    async def feedback(self, chat: str, turn: int, helpful: bool, when: dt.datetime) -> None:
        self._session.add(
            Feedback(
                conversation_id=chat, turn=turn, helpful=helpful, comment=None, created_at=when
            )
        )
        await self._session.flush()

    async def ticket(self, chat: str, when: dt.datetime, status: str = "new", **values: Any) -> str:
        """Its reference."""
        reference = f"T-2222-222{ALPHABET[self._tickets]}"
        self._tickets += 1
        row: dict[str, Any] = {
            "reference": reference,
            "idempotency_key": reference,
            "conversation_id": chat,
            "status": status,
            "question": "Why?",
            "name": "Ana",
            "contact": "ana@example.org",
            "transcript": [],
            "candidates": [],
            "created_at": when,
        }
        self._session.add(Ticket(**(row | values)))
        await self._session.flush()
        return reference

    async def join(self, chat: str, when: dt.datetime, left_at: dt.datetime | None = None) -> None:
        account = await self._session.get(StaffAccount, 1)
        if account is None:
            self._session.add(
                StaffAccount(
                    login="ana",
                    name="Ana",
                    role="agent",
                    failures=0,
                    is_disabled=False,
                    takes_chats=False,
                    created_at=when,
                )
            )
            await self._session.flush()
        self._session.add(
            Takeover(conversation_id=chat, account_id=1, joined_at=when, left_at=left_at)
        )
        await self._session.flush()


@asynccontextmanager
async def a_database(address: str) -> AsyncIterator[Database]:
    database = Database(address, contact_keys())
    yield database
    await database.close()
