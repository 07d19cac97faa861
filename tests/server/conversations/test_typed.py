"""Tests of typed messages on their way in: numbers that are cut over messages, and keys."""

import pytest
from sqlalchemy import text as sql

from tests.server.running import Chat, Running


async def typed(chat: Chat) -> list[str]:
    shown = (await chat.transcript())["messages"]
    return [message["text"] for message in shown if message["author"] == "citizen"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        pytest.param(["my ssn is 524-71", "9083"], ["my ssn is [SSN]", "[SSN]"], id="ssn"),
        pytest.param(["524", "71", "9083"], ["[SSN]", "[SSN]", "[SSN]"], id="three"),
        pytest.param(["my ip pin is", "482910"], ["my ip pin is", "[IP_PIN]"], id="word-before"),
        pytest.param(
            ["what is an ip pin?", "482910"], ["what is an ip pin?", "482910"], id="asked-before"
        ),
        pytest.param(
            ["my card is 4111 1111", "1111 1111"], ["my card is [CARD]", "[CARD]"], id="card"
        ),
        pytest.param(["I filed in 2024", "and 2025"], ["I filed in 2024", "and 2025"], id="years"),
    ],
)
async def test_a_number_cut_over_messages_is_masked_in_each(
    chat: Chat, said: list[str], kept: list[str]
) -> None:
    for text in said:
        turn = await chat.say(text)
    assert await typed(chat) == kept
    assert turn["notices"] == (["identifier_removed"] if said[-1] != kept[-1] else [])


async def test_what_another_chat_holds_does_not_count(server: Running, chat: Chat) -> None:
    other_chat = await server.chat()
    await chat.say("524-71")
    await other_chat.say("9083")
    assert await typed(chat) == ["524-71"]
    assert await typed(other_chat) == ["9083"]


async def test_a_message_sent_again_is_read_as_the_first_time(chat: Chat) -> None:
    await chat.say("my ssn is 524-71", key="one")
    first = await chat.say("9083", key="two")
    assert await chat.say("9083", key="two") == first
    assert await typed(chat) == ["my ssn is [SSN]", "[SSN]"]


async def test_a_key_is_not_kept_as_it_was_sent(server: Running, chat: Chat) -> None:
    await chat.say("hello", key="524-71-9083")
    async with server.parts.database.session() as session:
        keys = (await session.scalars(sql("SELECT idempotency_key FROM turns"))).all()
    assert len(keys) == 1
    assert "524-71-9083" not in keys[0]
