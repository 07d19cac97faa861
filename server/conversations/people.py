"""Owns whether a person can join a chat: switched off, closed, all busy, or here."""

from collections import Counter
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from actions.ports import Presence
from server.conversations import repository
from server.conversations.events import LiveEvents
from server.conversations.hours import OpeningHours
from server.database import Database, utc_now
from server.staff.presence import at_hand
from server.switches.service import PEOPLE, SwitchBoard


class StaffPeople:
    """The staff, as the dialogue sees them."""

    def __init__(
        self,
        database: Database,
        switches: SwitchBoard,
        events: LiveEvents,
        hours: OpeningHours,
        *,
        is_on: bool,
        chats_per_agent: int,
    ) -> None:
        self._database = database
        self._switches = switches
        self._events = events
        self._hours = hours
        self._is_on = is_on
        self._chats_per_agent = chats_per_agent

    async def ask_for(self, conversation_id: str) -> Presence:
        """Puts the conversation on the list of those that wait, unless people are switched off."""
        presence = await self.presence()
        if presence.case != "off":
            async with self._database.session() as session:
                await repository.want_person(session, conversation_id, utc_now())
            self._events.changed(conversation_id)
        return presence

    async def no_longer(self, conversation_id: str) -> None:
        """Takes the conversation off that list."""
        async with self._database.session() as session:
            await repository.want_nobody(session, conversation_id)
        self._events.changed(conversation_id)

    async def may_join(self) -> bool:
        """Whether people join chats at all."""
        return self._is_on and PEOPLE not in (await self._switches.paused()).switches

    async def presence(self) -> Presence:
        """Whether somebody could join a chat now."""
        if not await self.may_join():
            return Presence("off")
        now = utc_now()
        if not self._hours.is_open(now):
            return Presence("closed", self._hours.opening_in_words(now))
        async with self._database.session() as session:
            return Presence(await self._case(session))

    async def _case(self, session: AsyncSession) -> Literal["here", "busy"]:
        chats = Counter(owner for _, owner in await repository.taken(session))
        free = [
            staff
            for staff in await at_hand(session)
            if staff.takes_chats and chats[staff.id] < self._chats_per_agent
        ]
        return "here" if free else "busy"
