"""Tests of how turns are stored: once for each key, whoever opens them."""

from server.conversations.turn_book import TurnBook
from tests.server.running import Chat, Running


async def test_what_two_servers_open_with_one_key_is_one_turn(server: Running, chat: Chat) -> None:
    database = server.parts.database
    book = TurnBook(database)
    first = await database.run(lambda c: book.open(c, chat.id, "hello", [], "key"))
    second = await database.run(lambda c: book.open(c, chat.id, "hello", [], "key"))
    assert (first.is_again, second.is_again) == (False, True)
    assert first.number == second.number == 1
    said = [m for m in (await chat.transcript())["messages"] if m["author"] == "citizen"]
    assert [message["text"] for message in said] == ["hello"]
