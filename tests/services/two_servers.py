"""Owns two servers in one process that share a PostgreSQL, a Redis and a fake Rasa."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from tests.fakes import FakeRasa
from tests.server.running import Chat, Running, Stage, running


@asynccontextmanager
async def two_servers(
    folder: Path, stage: Stage, postgres_url: str, redis_url: str, **settings: Any
) -> AsyncIterator[tuple[Running, Running]]:
    """Each with a folder of its own, as on machines of their own."""
    rasa, redis = FakeRasa(), SecretStr(redis_url)
    shared: dict[str, Any] = {"database_url": postgres_url, "redis_url": redis, **settings}
    folders = folder / "one", folder / "two"
    for each in folders:
        each.mkdir()
    async with (
        running(folders[0], stage, rasa, **shared) as one,
        running(folders[1], stage, rasa, **shared) as two,
    ):
        yield one, two


def seen_from(server: Running, chat: Chat) -> Chat:
    """The same conversation, on this server."""
    return Chat(server.http, chat.id, chat.token)
