"""Owns what a conversation is about, as it is kept between turns."""

from embeddings.follow_ups import Context
from server.conversations import repository
from server.database import Database


class ConversationContexts:
    """Read by turns with and without Rasa; the turn that changes it stores it at its end."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, conversation_id: str) -> Context | None:
        """None: nothing was asked yet, or there is no such conversation."""
        async with self._database.session() as session:
            conversation = await repository.get(session, conversation_id)
        if conversation is None or conversation.context is None:
            return None
        kept = conversation.context
        return Context(kept["question"], kept["entry_id"], kept["tax_year"])
