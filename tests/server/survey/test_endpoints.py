"""Tests of the survey calls."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from server.conversations.models import Takeover
from server.database import utc_now
from server.survey.models import SurveyAnswer
from server.tickets.models import Ticket, TicketPost
from server.tickets.references import secret_of
from tests.server.running import Chat, Running, Stage, running

WITHOUT_STAFF = ["effectiveness", "ease", "efficiency", "transparency", "humanity", "other"]
WITH_STAFF = [*WITHOUT_STAFF[:-1], "employee", "other"]
REFERENCE = "T-2347-9CDF"
KEY = b"the key of ticket secrets"


async def offer(chat: Chat) -> Any:
    response = await chat.http.get(f"{chat.path}/survey", headers=chat.headers)
    assert response.status_code == 200
    return response.json()


async def answer(chat: Chat, **body: object) -> Any:
    return await chat.http.post(f"{chat.path}/survey", json=body, headers=chat.headers)


async def kept(server: Running) -> list[SurveyAnswer]:
    async with server.parts.database.session() as session:
        return list((await session.scalars(select(SurveyAnswer))).all())


async def joined(server: Running, chat: Chat) -> None:
    staff = await server.staff()
    async with server.parts.database.session() as session:
        session.add(
            Takeover(
                conversation_id=chat.id,
                account_id=staff.staff.id,
                joined_at=utc_now(),
                left_at=utc_now(),
            )
        )


async def ticket(server: Running, chat: Chat, status: str = "closed") -> dict[str, str]:
    """A ticket of the chat; the headers that open it."""
    async with server.parts.database.session() as session:
        session.add(
            Ticket(
                reference=REFERENCE,
                idempotency_key="key",
                conversation_id=chat.id,
                status=status,
                question="Why?",
                name="Ana",
                contact="ana@example.org",
                transcript=[],
                candidates=[],
                created_at=utc_now() - dt.timedelta(hours=1),
            )
        )
    return {"Authorization": f"Bearer {secret_of(REFERENCE, KEY)}"}


async def post(server: Running, author: str, audience: str) -> None:
    async with server.parts.database.session() as session:
        session.add(
            TicketPost(
                ticket_id=1, author=author, audience=audience, text="a word", created_at=utc_now()
            )
        )


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_without_identity_there_is_no_survey(
    server: Running, chat: Chat, method: str
) -> None:
    await ticket(server, chat)
    for path in (f"{chat.path}/survey", f"/api/tickets/{REFERENCE}/survey"):
        response = await server.http.request(method, path, json={"trusts": True})
        assert response.status_code == 401


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_an_unknown_subject_is_not_found(server: Running, chat: Chat, method: str) -> None:
    headers = {"Authorization": f"Bearer {secret_of('T-2222-2222', KEY)}"}
    for path, given in (
        ("/api/conversations/nobody/survey", chat.headers),
        ("/api/tickets/T-2222-2222/survey", headers),
    ):
        response = await server.http.request(method, path, json={"trusts": True}, headers=given)
        assert response.status_code == 404


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_the_survey_of_somebody_else_is_not_found(
    server: Running, chat: Chat, method: str
) -> None:
    other = await server.chat()
    await ticket(server, chat)
    for path in (f"{chat.path}/survey", f"/api/tickets/{REFERENCE}/survey"):
        response = await server.http.request(
            method, path, json={"trusts": True}, headers=other.headers
        )
        assert response.status_code == 404


async def test_nothing_is_asked_before_anything_was_sent(server: Running, chat: Chat) -> None:
    assert await offer(chat) == {"offered": False, "question": "", "drivers": []}
    refused = await answer(chat, trusts=True)
    assert (refused.status_code, refused.json()["code"]) == (409, "survey_not_offered")
    await chat.say("hello")
    assert await offer(chat) == {
        "offered": True,
        "question": "This experience increased my trust in the Example Revenue Agency.",
        "drivers": WITHOUT_STAFF,
    }
    spanish = await server.http.get(f"{chat.path}/survey?language=es", headers=chat.headers)
    said = "Esta experiencia aumentó mi confianza en Example Revenue Agency."
    assert spanish.json()["question"] == said


async def test_the_first_answer_counts(server: Running, chat: Chat) -> None:
    await chat.say("hello")
    first = await answer(chat, trusts=True, drivers=["other", "ease"], comment="fine")
    assert (first.status_code, first.content) == (204, b"")
    assert (await offer(chat))["offered"] is False
    second = await answer(chat, trusts=False)
    assert (second.status_code, second.json()["code"]) == (409, "survey_answered")
    (row,) = await kept(server)
    assert (row.trusts, row.offered, row.chosen) == (True, WITHOUT_STAFF, ["ease", "other"])
    assert row.subject == f"conversation/{chat.id}"
    assert chat.id not in row.external_id


async def test_a_comment_is_masked(server: Running, chat: Chat) -> None:
    await chat.say("hello")
    await answer(chat, trusts=False, comment="you asked for 123-\u200b45-6789")
    (row,) = await kept(server)
    assert row.comment == "you asked for [SSN]"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"trusts": True, "drivers": ["price"]}, id="unknown driver"),
        pytest.param({"trusts": True, "drivers": ["employee"]}, id="nobody of staff was there"),
        pytest.param({"drivers": ["ease"]}, id="no first answer"),
        pytest.param({"trusts": True, "comment": "x" * 2001}, id="too long"),
        pytest.param({"trusts": True, "name": "Ana"}, id="unknown field"),
    ],
)
async def test_a_bad_answer_is_refused(
    server: Running, chat: Chat, body: dict[str, object]
) -> None:
    await chat.say("hello")
    assert (await answer(chat, **body)).status_code == 422
    assert await kept(server) == []


async def test_the_employee_is_asked_of_where_one_joined(server: Running, chat: Chat) -> None:
    await chat.say("hello")
    await joined(server, chat)
    assert (await offer(chat))["drivers"] == WITH_STAFF
    assert (await answer(chat, trusts=True, drivers=["employee"])).status_code == 204


@pytest.mark.parametrize("status", ["new", "open", "waiting", "answered", "reopened"])
async def test_a_ticket_is_asked_about_once_it_is_closed(
    server: Running, chat: Chat, status: str
) -> None:
    headers = await ticket(server, chat, status)
    path = f"/api/tickets/{REFERENCE}/survey"
    assert (await server.http.get(path, headers=headers)).json()["offered"] is False
    refused = await server.http.post(path, json={"trusts": True}, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "survey_not_offered")
    async with server.parts.database.session() as session:
        await session.execute(update(Ticket).values(status="closed"))
    assert (await server.http.get(path, headers=headers)).json()["drivers"] == WITHOUT_STAFF
    assert (await server.http.post(path, json={"trusts": True}, headers=headers)).status_code == 204
    (row,) = await kept(server)
    assert row.subject == f"ticket/{REFERENCE}"


async def test_the_employee_is_asked_of_where_staff_replied(server: Running, chat: Chat) -> None:
    headers = await ticket(server, chat)
    path = f"/api/tickets/{REFERENCE}/survey"
    await post(server, "citizen", "all")
    await post(server, "staff", "staff")
    assert (await server.http.get(path, headers=headers)).json()["drivers"] == WITHOUT_STAFF
    await post(server, "staff", "all")
    assert (await server.http.get(path, headers=headers)).json()["drivers"] == WITH_STAFF


async def test_at_a_rate_of_zero_nobody_is_asked(tmp_path: Path, stage: Stage) -> None:
    async with running(tmp_path, stage, survey_rate=0.0) as server:
        chat = await server.chat()
        await chat.say("hello")
        assert (await offer(chat))["offered"] is False
        assert (await answer(chat, trusts=True)).status_code == 409
