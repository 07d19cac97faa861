"""Owns feedback: one word of a citizen on each turn, the newest counts."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from server.conversations.incoming import visible
from server.database import Database, utc_now
from server.feedback.models import Feedback
from server.health.metrics import FEEDBACK
from server.privacy.masking import Masker


class FeedbackBook:
    """Keeps feedback; comments are masked like messages."""

    def __init__(self, database: Database, masker: Masker) -> None:
        self._database = database
        self._masker = masker

    async def keep(
        self, conversation_id: str, turn: int, helpful: bool, comment: str | None
    ) -> None:
        masked = self._masker.mask(visible(comment or "")).text or None
        word = Feedback(
            conversation_id=conversation_id,
            turn=turn,
            helpful=helpful,
            comment=masked,
            created_at=utc_now(),
        )
        try:
            await self._store(word)
        except IntegrityError:  # the first word came at the same moment: now there is one
            await self._store(word)
        FEEDBACK.labels(str(helpful).lower()).inc()

    async def rated(self, conversation_id: str) -> frozenset[int]:
        """The turns that have a word."""
        query = select(Feedback.turn).where(Feedback.conversation_id == conversation_id)
        async with self._database.session() as session:
            return frozenset(await session.scalars(query))

    async def _store(self, word: Feedback) -> None:
        async with self._database.session() as session:
            await session.merge(word)
