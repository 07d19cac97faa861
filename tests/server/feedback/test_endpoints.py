"""Tests of the feedback call."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from server.feedback.models import AnswerReport, Feedback
from tests.factories import DEDUCTION, rasa_message, retrieval
from tests.server.running import Chat, Running


async def give(chat: Chat, **body: object) -> Any:
    return await chat.http.post(f"{chat.path}/feedback", json=body, headers=chat.headers)


async def kept(server: Running) -> list[Feedback]:
    async with server.app.state.parts.database.session() as session:
        return list((await session.scalars(select(Feedback))).all())


async def ask(server: Running, chat: Chat) -> None:
    """A turn that gives an answer."""
    given = rasa_message(custom=retrieval("answered", DEDUCTION))
    server.rasa.replies["how much is the deduction"] = [given]
    assert (await chat.say("how much is the deduction"))["status"] == "answered"


async def test_a_word_on_a_turn_is_kept(server: Running, chat: Chat) -> None:
    await ask(server, chat)
    response = await give(chat, turn=1, helpful=True, comment=None)
    assert (response.status_code, response.content) == (204, b"")
    (row,) = await kept(server)
    assert (row.conversation_id, row.turn, row.helpful) == (chat.id, 1, True)


async def test_the_newest_word_counts(server: Running, chat: Chat) -> None:
    await ask(server, chat)
    await give(chat, turn=1, helpful=True)
    await give(chat, turn=1, helpful=False, comment="not my case")
    (row,) = await kept(server)
    assert (row.helpful, row.comment) == (False, "not my case")


async def test_words_that_come_at_once_are_all_taken(server: Running, chat: Chat) -> None:
    await ask(server, chat)
    given = await asyncio.gather(*(give(chat, turn=1, helpful=n % 2 == 0) for n in range(8)))
    assert {response.status_code for response in given} == {204}
    assert len(await kept(server)) == 1


async def test_a_comment_is_masked_and_kept_without_invisible_characters(
    server: Running, chat: Chat
) -> None:
    await ask(server, chat)
    await give(chat, turn=1, helpful=False, comment="my ssn\u0000 123-\u200b45-6789")
    (row,) = await kept(server)
    assert row.comment == "my ssn [SSN]"


@pytest.mark.parametrize("comment", ["", "  ", "\u200b"])
async def test_an_empty_comment_is_none(server: Running, chat: Chat, comment: str) -> None:
    await ask(server, chat)
    assert (await give(chat, turn=1, helpful=True, comment=comment)).status_code == 204
    (row,) = await kept(server)
    assert row.comment is None


@pytest.mark.parametrize("turn", [2, 999_999])
async def test_an_unknown_turn_is_not_found(server: Running, chat: Chat, turn: int) -> None:
    await chat.say("hello")
    assert (await give(chat, turn=turn, helpful=True)).status_code == 404
    assert await kept(server) == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"turn": 1}, id="no-word"),
        pytest.param({"turn": 0, "helpful": True}, id="the-greeting"),
        pytest.param({"turn": 1, "helpful": "perhaps"}, id="no-yes-or-no"),
        pytest.param({"turn": 1, "helpful": True, "comment": "x" * 2001}, id="long-comment"),
        pytest.param({"turn": 1, "helpful": True, "stars": 5}, id="unknown-field"),
    ],
)
async def test_feedback_that_is_not_as_described_is_refused(
    chat: Chat, body: dict[str, object]
) -> None:
    await chat.say("hello")
    assert (await give(chat, **body)).status_code == 422


async def test_what_is_no_answer_is_not_rated(server: Running, chat: Chat) -> None:
    await chat.say("hello")
    assert (await give(chat, turn=1, helpful=True)).status_code == 404
    assert await kept(server) == []


async def test_a_reason_is_kept_with_the_word(server: Running, chat: Chat) -> None:
    await ask(server, chat)
    response = await give(chat, turn=1, helpful=False, reason="unclear", comment="too long")
    assert response.status_code == 204
    (row,) = await kept(server)
    assert (row.reason, row.comment) == ("unclear", "too long")
    assert (await give(chat, turn=1, helpful=False, reason="rude")).status_code == 422


async def report(chat: Chat, **body: object) -> int:
    response = await chat.http.post(f"{chat.path}/reports", json=body, headers=chat.headers)
    return response.status_code


async def test_a_problem_reaches_the_editors(server: Running, chat: Chat) -> None:
    await ask(server, chat)
    assert await report(chat, turn=1, reason="other") == 204
    assert await report(chat, turn=1, reason="wrong", comment="my ssn 123-45-6789 too") == 204
    async with server.app.state.parts.database.session() as session:
        (row,) = (await session.scalars(select(AnswerReport))).all()
    assert (row.turn, row.reason, row.comment) == (1, "wrong", "my ssn [SSN] too")
    page = (await (await server.staff("editor")).get("/editors")).text
    reported = page.partition('id="reports"')[2].partition("</section>")[0]
    for text in ("how much is the deduction", DEDUCTION, "Wrong or out of date", "[SSN]"):
        assert text in reported
    assert await kept(server) == []  # whether it helped was not said


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param({"turn": 1}, 422, id="no-reason"),
        pytest.param({"turn": 1, "reason": "rude"}, 422, id="unknown-reason"),
        pytest.param({"turn": 2, "reason": "wrong"}, 404, id="unknown-turn"),
    ],
)
async def test_a_report_that_fits_no_answer_is_refused(
    server: Running, chat: Chat, body: dict[str, object], status: int
) -> None:
    await ask(server, chat)
    assert await report(chat, **body) == status
