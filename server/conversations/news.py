"""Owns what the stream of a citizen's conversation tells: all that the database has since before.

What happens wakes a stream, on whatever server; what it tells it reads itself. So nothing is told
twice or out of order, and what nobody woke it for is told with the next that somebody does.
"""

import re
from dataclasses import dataclass

from server.conversations.events import LiveEvent
from server.conversations.service import Conversations
from server.tickets.service import TicketDesk

_POSITION = re.compile(r"(\d{1,15})(?:-(\d{1,15}))?", re.ASCII)


@dataclass(frozen=True)
class News:
    """An event, and the id under which a browser that comes back goes on after it."""

    id: str
    event: LiveEvent


class CitizenNews:
    """Where one stream stands: the newest message and the newest change of a ticket it told."""

    def __init__(
        self, conversations: Conversations, tickets: TicketDesk, conversation_id: str
    ) -> None:
        self._conversations = conversations
        self._tickets = tickets
        self._conversation_id = conversation_id
        self._message = self._change = 0

    async def begin(self, last_id: str | None) -> None:
        """After the event of that id; from now on where it is none."""
        found = _POSITION.fullmatch(last_id or "")
        message, change = found.groups() if found else (None, None)
        self._message = (
            await self._conversations.newest_message(self._conversation_id)
            if message is None
            else int(message)
        )
        self._change = (
            await self._tickets.newest_change(self._conversation_id)
            if change is None
            else int(change)
        )

    @property
    def position(self) -> str:
        return f"{self._message}-{self._change}"

    async def read(self) -> list[News]:
        """What there is since the last reading."""
        told = []
        for event in await self._conversations.missed(self._conversation_id, self._message):
            self._message = event.data["id"]
            told.append(self._news(event))
        for news in await self._tickets.news(self._conversation_id, self._change):
            self._change = news.id
            data = {"reference": news.reference, "status": news.status, "reply": news.is_reply}
            told.append(self._news(LiveEvent("ticket", data)))
        return told

    def _news(self, event: LiveEvent) -> News:
        return News(self.position, event)
