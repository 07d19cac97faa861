"""Owns feedback: one word of a citizen on each turn, and one problem; the newest counts."""

from typing import Literal, get_args

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from server.conversations.incoming import visible
from server.database import Database, utc_now
from server.feedback.models import AnswerReport, Feedback
from server.health.metrics import FEEDBACK
from server.privacy.masking import Masker

Reason = Literal["not_my_question", "unclear", "wrong", "other"]
REASONS: tuple[Reason, ...] = get_args(Reason)


class FeedbackBook:
    """Keeps feedback; comments are masked like messages."""

    def __init__(self, database: Database, masker: Masker) -> None:
        self._database = database
        self._masker = masker

    async def keep(
        self,
        conversation_id: str,
        turn: int,
        helpful: bool,
        comment: str | None,
        reason: Reason | None = None,
    ) -> None:
        word = Feedback(
            conversation_id=conversation_id,
            turn=turn,
            helpful=helpful,
            reason=reason,
            comment=self._masked(comment),
            created_at=utc_now(),
        )
        await self._store(word)
        FEEDBACK.labels(str(helpful).lower()).inc()

    async def report(
        self, conversation_id: str, turn: int, reason: Reason, comment: str | None
    ) -> None:
        """For those who write the answers; nobody replies to it."""
        await self._store(
            AnswerReport(
                conversation_id=conversation_id,
                turn=turn,
                reason=reason,
                comment=self._masked(comment),
                created_at=utc_now(),
            )
        )

    async def rated(self, conversation_id: str) -> frozenset[int]:
        """The turns that have a word."""
        query = select(Feedback.turn).where(Feedback.conversation_id == conversation_id)
        async with self._database.session() as session:
            return frozenset(await session.scalars(query))

    async def reported(self, conversation_id: str) -> frozenset[int]:
        """The turns with a problem."""
        query = select(AnswerReport.turn).where(AnswerReport.conversation_id == conversation_id)
        async with self._database.session() as session:
            return frozenset(await session.scalars(query))

    def _masked(self, comment: str | None) -> str | None:
        return self._masker.mask(visible(comment or "")).text or None

    async def _store(self, word: Feedback | AnswerReport) -> None:
        try:
            await self._merge(word)
        except IntegrityError:  # the first word came at the same moment: now there is one
            await self._merge(word)

    async def _merge(self, word: Feedback | AnswerReport) -> None:
        async with self._database.session() as session:
            await session.merge(word)
