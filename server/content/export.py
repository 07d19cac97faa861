"""Owns the export of questions citizens asked, masked as they are stored."""

from collections.abc import Sequence

from server.content import repository
from server.database import Database


async def newest_questions(database: Database, most: int) -> Sequence[str]:
    """Oldest first."""
    async with database.session() as session:
        return await repository.questions(session, most)
