"""Tests of how many live streams may be open at once."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest

from server.edge.streams import OpenStreams
from server.errors import TooManyRequests
from tests.server.running import Chat, Running, Stage, running
from tests.server.test_serving import served


@asynccontextmanager
async def opened(url: str, chat: Chat) -> AsyncIterator[httpx.Response]:
    async with (
        httpx.AsyncClient(timeout=10, trust_env=False) as http,
        http.stream("GET", f"{url}{chat.path}/events", headers=chat.headers) as response,
    ):
        yield response


async def statuses(server: Running, *chats: Chat) -> list[int]:
    """Of streams that are opened one after another and all stay open."""
    async with served(server) as (url, _), AsyncExitStack() as stack:
        responses = [await stack.enter_async_context(opened(url, chat)) for chat in chats]
        for response in responses:
            if response.status_code == 429:
                assert response.headers["retry-after"] == "15"
        return [response.status_code for response in responses]


async def test_streams_of_one_conversation_are_limited(tmp_path: Path, stage: Stage) -> None:
    async with running(tmp_path, stage, rate_limit="on", streams_per_conversation=2) as server:
        chat, other = await server.chat(), await server.chat()
        assert await statuses(server, chat, chat, chat, other) == [200, 200, 429, 200]


async def test_streams_of_one_address_are_limited(tmp_path: Path, stage: Stage) -> None:
    async with running(tmp_path, stage, rate_limit="on", streams_per_address=2) as server:
        chats = [await server.chat() for _ in range(3)]
        assert await statuses(server, *chats) == [200, 200, 429]


def test_a_stream_that_ended_makes_place() -> None:
    streams, most = OpenStreams(is_on=True), {"conversation": 1, "address": 5}
    for _ in range(3):
        with streams.one_more(most), pytest.raises(TooManyRequests), streams.one_more(most):
            pass


def test_a_stream_that_is_refused_counts_for_nobody() -> None:
    streams = OpenStreams(is_on=True)
    with streams.one_more({"one": 1, "address": 2}):
        with pytest.raises(TooManyRequests), streams.one_more({"one": 1, "address": 2}):
            pass
        with streams.one_more({"other": 1, "address": 2}):
            pass
