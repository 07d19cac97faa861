"""Tests of what is suggested while a question is typed."""

import pytest

from tests.factories import EXTENSION, question_of
from tests.server.running import Running


async def suggested(server: Running, typed: str) -> list[str]:
    response = await server.http.get("/api/suggestions", params={"q": typed})
    assert response.status_code == 200
    return [each["title"] for each in response.json()["suggestions"]]


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("more time", id="words"),
        pytest.param("How do I get MORE ti", id="unfinished-word"),
        pytest.param("time more", id="any-order"),
        pytest.param("the tim", id="weak-words-left-out"),
    ],
)
async def test_a_question_is_suggested_by_its_words(server: Running, typed: str) -> None:
    assert await suggested(server, typed) == [question_of(EXTENSION)]


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("", id="nothing"),
        pytest.param("ti", id="too-little"),
        pytest.param("how do i", id="weak-words-alone"),
        pytest.param("more time on the moon", id="a-word-too-many"),
        pytest.param("tim more", id="only-the-last-word-is-unfinished"),
        pytest.param("%_'", id="no-words"),
    ],
)
async def test_nothing_is_suggested(server: Running, typed: str) -> None:
    assert await suggested(server, typed) == []


async def test_what_is_suggested_can_be_picked(server: Running) -> None:
    response = await server.http.get("/api/suggestions", params={"q": "more time"})
    (choice,) = response.json()["suggestions"]
    chat = await server.chat()
    await chat.pick(choice["payload"])
    assert (await chat.transcript())["messages"][1]["text"] == question_of(EXTENSION)


@pytest.mark.parametrize("what", ["assistant", "topic/filing"])
async def test_nothing_paused_is_suggested(server: Running, what: str) -> None:
    admin = await server.staff("admin", "ada")
    await admin.submit("/desk/switches/pause", name=what, comment="A test of this")
    paused = await server.parts.switches.paused()
    assert paused.assistant or paused.topic("filing"), "the switch was not thrown"
    assert await suggested(server, "more time") == []


async def test_nothing_typed_is_logged(server: Running, capsys: pytest.CaptureFixture[str]) -> None:
    await suggested(server, "moretimeplease")
    said = capsys.readouterr()
    assert "moretimeplease" not in said.out + said.err


async def test_suggestions_are_limited(server: Running) -> None:
    too_long = await server.http.get("/api/suggestions", params={"q": "x" * 201})
    assert too_long.status_code == 422
