"""Owns how typed messages come in: masked, read with those that their citizen typed before."""

from sqlalchemy.ext.asyncio import AsyncConnection

from server.conversations import statements
from server.conversations.incoming import readable
from server.health.metrics import IDENTIFIERS_MASKED
from server.privacy.masking import MaskedText, Masker

# Messages before the new one. A number is rarely cut into more parts: 3, 2 and 4 digits.
_BEFORE = 3
_ANY_TURN = 2**31 - 1


class TypedMessages:
    """Masks before anything is kept. Where a number was begun in a message before, the part that
    is stored goes too: of "123-45" and "6789" nothing is left in the chat.
    """

    def __init__(self, masker: Masker) -> None:
        self._masker = masker

    async def masked(
        self, connection: AsyncConnection, conversation_id: str, text: str, turn: int | None
    ) -> MaskedText:
        """`turn`: the one that the message has already, if any. Raises as `readable` does."""
        kept = readable(text)
        its = {"conversation": conversation_id, "turn": turn or _ANY_TURN, "count": _BEFORE}
        before = (await connection.execute(statements.LAST_TYPED, its)).all()[::-1]
        masked = self._masker.mask(kept, [str(row.body["text"]) for row in before])
        for row, left in zip(before, masked.before, strict=True):
            if left != row.body["text"]:
                new = {"message": row.id, "new": {**row.body, "text": left}}
                await connection.execute(statements.REPLACE_BODY, new)
        for kind in masked.kinds:
            IDENTIFIERS_MASKED.labels(kind).inc()
        return masked
