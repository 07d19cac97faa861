"""Owns watching over those in chats: who gives no sign for long is taken out."""

import asyncio
import datetime as dt

import structlog

from server.conversations.takeovers import Takeovers
from server.logs import fault_of

log = structlog.get_logger()


class AbsenceWatch:
    """Looks every half minute, so that no citizen waits for somebody who has gone."""

    def __init__(
        self, takeovers: Takeovers, after_minutes: int, every_seconds: float = 30.0
    ) -> None:
        self._takeovers = takeovers
        self._every_seconds = every_seconds
        self._after = dt.timedelta(minutes=after_minutes)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(self._every_seconds)

    async def look(self) -> None:
        try:
            ended = await self._takeovers.take_out_absent(self._after)
        except Exception as error:  # edge: the next round may go better
            log.error("absence_watch_failed", **fault_of(error), exc_info=False)
            return
        if ended:
            log.info("takeovers_ended", count=ended)
