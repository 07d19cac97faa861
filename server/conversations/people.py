"""Owns whether a person can join a chat: switched off, closed, all busy, or here."""

from collections import Counter
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from actions.ports import Presence
from server.conversations import repository
from server.conversations.events import DESK, LiveEvent, LiveEvents
from server.conversations.hours import OpeningHours
from server.database import Database, utc_now
from server.staff.presence import at_hand
from server.switches.service import SwitchBoard

# The switch that keeps people out of chats.
PEOPLE = "people"


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
            self._events.publish(DESK, LiveEvent("changed", {}))
        return presence

    async def presence(self) -> Presence:
        """Whether somebody could join a chat now."""
        paused = await self._switches.paused()
        if not self._is_on or PEOPLE in paused.switches:
            return Presence("off")
        now = utc_now()
        if not self._hours.is_open(now):
            return Presence("closed", self._hours.opening_in_words(now))
        async with self._database.session() as session:
            return Presence(await self._case(session))

    async def _case(self, session: AsyncSession) -> Literal["here", "busy"]:
        chats = Counter(await repository.owners(session))
        free = [
            staff
            for staff in await at_hand(session)
            if staff.takes_chats and chats[staff.id] < self._chats_per_agent
        ]
        return "here" if free else "busy"
