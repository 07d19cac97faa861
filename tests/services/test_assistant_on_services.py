"""The whole assistant on PostgreSQL and Redis, told so by the environment alone."""

import asyncio
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest
from redis import Redis

from tests.assistant.conversations import (
    ASKS,
    FILLS,
    QUESTION,
    first_with_choices,
    form_up_to,
    opened,
)
from tests.assistant.running import RunningAssistant
from tests.services.scratch import ScratchPostgres, ScratchRedis

pytestmark = [pytest.mark.services, pytest.mark.assistant]
# As bot/stores.py names it.
RASA_LOCK = "assistant:rasa:lock:"


@pytest.fixture(scope="module")
def postgres() -> Iterator[ScratchPostgres]:
    with ScratchPostgres() as server:
        yield server


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    with ScratchRedis() as server, Redis.from_url(server.url) as client:
        yield client


@pytest.fixture(scope="module")
def shared(
    postgres: ScratchPostgres, redis: Redis, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningAssistant]:
    where = redis.connection_pool.connection_kwargs
    services = {
        "ASSISTANT_DATABASE_URL": postgres.url.replace("+asyncpg", ""),
        "ASSISTANT_REDIS_URL": f"redis://{where['host']}:{where['port']}/0",
        "ASSISTANT_SECRET_KEY": "the key of the tests",
    }
    running = RunningAssistant(tmp_path_factory.mktemp("on-services"), services)
    try:
        running.prepare()
        running.start()
        yield running
    finally:
        running.close()


def column(postgres: ScratchPostgres, query: str, conversation_id: str) -> list[Any]:
    """The first value of each row."""

    async def read() -> list[Any]:
        address = urlsplit(postgres.url)._replace(scheme="postgresql").geturl()
        connection = await asyncpg.connect(address)
        try:
            return [row[0] for row in await connection.fetch(query, conversation_id)]
        finally:
            await connection.close()

    return asyncio.run(read())


def test_a_conversation_and_its_ticket_are_kept_in_postgres(
    shared: RunningAssistant, postgres: ScratchPostgres
) -> None:
    chat = shared.chat()
    turn = chat.say(QUESTION)
    assert (turn["status"], turn["degraded"]) == ("answered", False)
    first_with_choices(chat)
    picked = chat.pick(chat.choices[0]["title"])
    assert (picked["status"], picked["degraded"]) == ("answered", False)
    form_up_to(chat, "summary")
    reference, _ = opened(chat)

    tickets = "SELECT reference FROM tickets WHERE conversation_id = $1"
    assert column(postgres, tickets, chat.id) == [reference]
    turns = "SELECT status FROM turns WHERE conversation_id = $1 ORDER BY number"
    statuses = column(postgres, turns, chat.id)
    assert (statuses[0], statuses[-1]) == ("answered", "ticket_opened")
    events = "SELECT type_name FROM events WHERE sender_id = $1 AND type_name = 'user'"
    assert len(column(postgres, events, chat.id)) >= len(statuses)
    assert list(shared.var.rglob("*.db")) == []


def test_a_conversation_is_locked_in_redis(shared: RunningAssistant, redis: Redis) -> None:
    """While another Rasa holds it, ours does not answer: the server does."""
    chat, other = shared.chat(), shared.chat()
    with redis.lock(RASA_LOCK + chat.id, timeout=60):
        turn = chat.say(QUESTION)
        assert (turn["status"], turn["degraded"]) == ("answered", True)
        assert not other.say(QUESTION)["degraded"]
    assert not chat.say(QUESTION)["degraded"]


def test_rasa_comes_back_to_the_form_it_was_killed_in(
    shared: RunningAssistant, postgres: ScratchPostgres
) -> None:
    chat = shared.chat()
    form_up_to(chat, "contact")
    shared.kill("rasa")
    assert chat.say(QUESTION)["degraded"]
    shared.wait_until_ready()

    chat.say("help")
    assert ASKS["contact"] in chat.text
    for typed in (FILLS["contact"], "yes"):
        assert not chat.say(typed)["degraded"]
    reference, _ = opened(chat)
    tickets = "SELECT reference FROM tickets WHERE conversation_id = $1"
    assert column(postgres, tickets, chat.id) == [reference]
