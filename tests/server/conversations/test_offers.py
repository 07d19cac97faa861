"""Tests of what may be picked: what was offered, a person, a live question; nothing else."""

import json

import pytest

from tests.factories import EXTENSION, REFUND, question_of, rasa_message, retrieval
from tests.server.running import Chat, Running


def pick_of(entry_id: str, **more: str) -> str:
    return f"/choose{json.dumps({'entry_id': entry_id, **more})}"


async def test_a_person_is_asked_for_at_any_time(server: Running, chat: Chat) -> None:
    await chat.pick("/talk_to_human")
    assert server.rasa.received == ["/talk_to_human"]
    assert (await chat.transcript())["messages"][1]["text"] == "Talk to a person"


async def test_a_live_question_is_picked_unoffered(server: Running, chat: Chat) -> None:
    await chat.pick(pick_of(EXTENSION))
    assert (await chat.transcript())["messages"][1]["text"] == question_of(EXTENSION)


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param("/stop", id="another-intent"),
        pytest.param(pick_of("no/entry"), id="unknown-entry"),
        pytest.param(pick_of(EXTENSION, tax_year="2019"), id="a-year-of-ones-own"),
        pytest.param("/choose[]", id="no-object"),
        pytest.param("/choose{", id="no-json"),
        pytest.param('/choose{"entry_id": 1}', id="no-text"),
        pytest.param('{"entry_id": "filing/extension"}', id="no-intent"),
    ],
)
async def test_all_else_is_refused(server: Running, chat: Chat, payload: str) -> None:
    response = await chat.post({"payload": payload})
    assert (response.status_code, response.json()["code"]) == (422, "unknown_choice")
    assert server.rasa.received == []


@pytest.mark.parametrize(
    ("said", "picked"),
    [
        ("1", EXTENSION),
        ("the second one please", REFUND),
        ("I mean the last", REFUND),
        ("Option 2.", REFUND),
        ("la primera", EXTENSION),
        ("3", None),
        ("the second time I filed", None),
    ],
)
async def test_a_choice_is_said_by_its_place(
    server: Running, chat: Chat, said: str, picked: str | None
) -> None:
    custom = retrieval("choices", EXTENSION, REFUND)
    server.rasa.replies["time"] = [rasa_message("Which?", "choices", custom=custom)]
    await chat.say("time")
    await chat.say(said)
    assert server.rasa.received[-1] == (pick_of(picked) if picked else said)
    typed = [m for m in (await chat.transcript())["messages"] if m["author"] == "citizen"]
    assert typed[-1]["text"] == said


async def test_a_place_means_nothing_without_choices_on_the_screen(
    server: Running, chat: Chat
) -> None:
    custom = retrieval("choices", EXTENSION, REFUND)
    server.rasa.replies["time"] = [rasa_message("Which?", "choices", custom=custom)]
    for said in ("1", "time", "hello", "1"):
        await chat.say(said)
        assert server.rasa.received[-1] == said
