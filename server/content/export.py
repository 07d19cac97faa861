"""Owns the export of questions citizens asked, masked as they are stored."""

from collections.abc import Sequence

from server.content import repository
from server.database import Database
from server.settings import Settings


async def newest_questions(settings: Settings, most: int) -> Sequence[str]:
    """Oldest first. Brings the tables up to date first, so that an empty database gives none."""
    database = Database(settings.database)
    try:
        await database.migrate()
        async with database.session() as session:
            return await repository.questions(session, most)
    finally:
        await database.close()
