"""Owns how typed messages come in: masked, read with those that their citizen typed before."""

from server.conversations import repository
from server.conversations.incoming import readable
from server.database import Database
from server.health.metrics import IDENTIFIERS_MASKED
from server.privacy.masking import MaskedText, Masker

# Messages before the new one. A number is rarely cut into more parts: 3, 2 and 4 digits.
_BEFORE = 3


class TypedMessages:
    """Masks before anything is kept. Where a number was begun in a message before, the part that
    is stored goes too: of "123-45" and "6789" nothing is left in the chat.
    """

    def __init__(self, database: Database, masker: Masker) -> None:
        self._database = database
        self._masker = masker

    async def masked(self, conversation_id: str, text: str, turn: int | None) -> MaskedText:
        """`turn`: the one that the message has already, if any. Raises as `readable` does."""
        kept = readable(text)
        async with self._database.session() as session:
            before = await repository.last_typed(session, conversation_id, turn, _BEFORE)
            masked = self._masker.mask(kept, [str(row.body["text"]) for row in before])
            for row, left in zip(before, masked.before, strict=True):
                if left != row.body["text"]:
                    row.body = {**row.body, "text": left}
        for kind in masked.kinds:
            IDENTIFIERS_MASKED.labels(kind).inc()
        return masked
