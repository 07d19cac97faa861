"""Tests of what a conversation is about, as it is stored."""

from pathlib import Path

from embeddings.follow_ups import Context
from server.conversations.contexts import ConversationContexts
from server.conversations.models import Conversation
from server.database import utc_now
from tests.server.running import Stage, copied_database


async def test_it_is_read_as_it_was_stored(tmp_path: Path, stage: Stage) -> None:
    database = copied_database(tmp_path, stage)
    kept = {"question": "my refund", "entry_id": None, "tax_year": 2024}
    async with database.session() as session:
        for conversation_id, context in (("c-1", kept), ("c-2", None)):
            session.add(
                Conversation(
                    id=conversation_id,
                    token_hash="0" * 64,
                    language="en",
                    created_at=utc_now(),
                    context=context,
                )
            )
    contexts = ConversationContexts(database)
    assert await contexts.of("c-1") == Context("my refund", None, 2024)
    assert await contexts.of("c-2") is None
    assert await contexts.of("unknown") is None
    with contexts.held("c-2", kept):
        assert await contexts.of("c-2") == Context("my refund", None, 2024)
    assert await contexts.of("c-2") is None
    await database.close()
