"""Tests of the export of questions."""

from pathlib import Path

from server.content.export import newest_questions
from tests.factories import EXTENSION, REFUND, decision
from tests.server.running import Stage, running


async def test_the_newest_questions_that_were_searched_for_masked(
    tmp_path: Path, stage: Stage
) -> None:
    async with running(tmp_path, stage) as server:
        server.rasa.is_up = False
        server.retriever.decisions["which one"] = decision("choices", EXTENSION, REFUND)
        chat = await server.chat()
        await chat.say("the oldest")
        await chat.say("my ssn is 123-45-6789, why?")
        turn = await chat.say("which one")
        await chat.pick(turn["messages"][0]["choices"][0]["payload"])
        await chat.pick("/talk_to_human")
        await chat.say("What about my refund")
        await chat.say("Ana Ruiz")
        database = server.parts.database
        assert await newest_questions(database, 2) == ["my ssn is [SSN], why?", "which one"]
        assert len(await newest_questions(database, 10)) == 3
