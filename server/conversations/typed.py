"""Owns how typed messages come in: masked, read with those that their citizen typed before."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row

from server.conversations import statements
from server.conversations.incoming import readable
from server.health.metrics import IDENTIFIERS_MASKED
from server.privacy.masking import MaskedText, Masker


class TypedMessages:
    """Masks before anything is kept. Where a number was begun in a message before, the part that
    is stored goes too: of "123-45" and "6789" nothing is left in the chat.
    """

    def __init__(self, masker: Masker) -> None:
        self._masker = masker

    def masked(self, connection: Connection, text: str, rows: Sequence[Row[Any]]) -> MaskedText:
        """`rows` are of `statements.BEFORE`. Raises as `readable` does."""
        kept = readable(text)
        before = [row for row in reversed(rows) if row.message is not None]
        masked = self._masker.mask(kept, [str(row.body["text"]) for row in before])
        for row, left in zip(before, masked.before, strict=True):
            if left != row.body["text"]:
                new = {"message": row.message, "new": {**row.body, "text": left}}
                connection.execute(statements.REPLACE_BODY, new)
        for kind in masked.kinds:
            IDENTIFIERS_MASKED.labels(kind).inc()
        return masked
