"""Owns what a ticket's citizen does with it: reply, close, reopen, each with the secret."""

from dataclasses import replace
from typing import Any

from server.audit.service import CITIZEN
from server.privacy.masking import Masker
from server.tickets.changes import Actor, Change, ChangedMeanwhile, TicketChanges
from server.tickets.life import Action
from server.tickets.posts import masked_post, stored_key
from server.tickets.service import TicketDesk

IDENTIFIER_REMOVED = "identifier_removed"
# Staff may act at the same moment; a citizen's word is not lost for that.
_ATTEMPTS = 5


class TicketFollowing:
    """All raise what TicketDesk.authorise does, or NotPossible, and return the ticket from now on.

    Its `notices` say what was done to the text.
    """

    def __init__(self, tickets: TicketDesk, changes: TicketChanges, masker: Masker) -> None:
        self._tickets = tickets
        self._changes = changes
        self._masker = masker

    async def reply(
        self, reference: str, secret: str | None, text: str, key: str | None
    ) -> dict[str, Any]:
        """Raises PostEmpty or PostTooLong. The same `key` is stored once."""
        return await self._act(reference, secret, "citizen_reply", text, key)

    async def close(self, reference: str, secret: str | None) -> dict[str, Any]:
        return await self._act(reference, secret, "close", None, None)

    async def reopen(
        self, reference: str, secret: str | None, text: str | None, key: str | None
    ) -> dict[str, Any]:
        """`text`, if any, says why. Raises PostEmpty or PostTooLong."""
        return await self._act(reference, secret, "reopen", text, key)

    async def _act(
        self, reference: str, secret: str | None, action: Action, text: str | None, key: str | None
    ) -> dict[str, Any]:
        await self._tickets.authorise(reference, secret)
        change = Change(Actor(CITIZEN), action)
        notices: list[str] = []
        if text is not None:
            masked = masked_post(self._masker, text)
            kept = None if key is None else stored_key(CITIZEN, key)
            change = replace(change, text=masked.text, key=kept)
            notices = [IDENTIFIER_REMOVED] if masked.kinds else []
        await self._made(reference, change)
        return {**await self._tickets.read(reference, secret), "notices": notices}

    async def _made(self, reference: str, change: Change) -> None:
        for _ in range(_ATTEMPTS - 1):
            try:
                await self._changes.make(reference, change)
            except ChangedMeanwhile:
                continue
            return
        await self._changes.make(reference, change)
