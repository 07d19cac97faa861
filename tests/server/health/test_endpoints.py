"""Tests of /healthz, /readyz and /metrics."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY
from pydantic import SecretStr
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from actions.ports import TicketRequest
from server.database import Database, utc_now
from server.tickets.models import Ticket
from tests.fakes import FakeRasa
from tests.server.running import Chat, Running, Stage, running


async def readiness(server: Running) -> tuple[int, Any]:
    response = await server.http.get("/readyz")
    return response.status_code, response.json()


async def test_the_process_is_alive_whatever_else_is_down(server: Running) -> None:
    server.rasa.is_up = False
    response = await server.http.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "alive"})


async def test_with_all_parts_it_is_ready(server: Running) -> None:
    up = {"database": "up", "disk": "up", "index": "up", "rasa": "up"}
    code, body = await readiness(server)
    assert (code, body["status"], body["checks"]) == (200, "ready", up)
    assert (body["content"]["state"], body["content"]["faults"]) == ("live", [])


async def test_until_rasa_was_up_once_it_is_not_ready(tmp_path: Path, stage: Stage) -> None:
    rasa = FakeRasa()
    rasa.is_up = False
    async with running(tmp_path, stage, rasa) as server:
        code, body = await readiness(server)
        assert (code, body["status"], body["checks"]["rasa"]) == (503, "not_ready", "down")
        rasa.is_up = True
        code, body = await readiness(server)
        assert (code, body["status"]) == (200, "ready")


async def test_when_rasa_goes_later_it_is_degraded_but_ready(server: Running) -> None:
    await readiness(server)
    server.rasa.is_up = False
    code, body = await readiness(server)
    assert (code, body["status"], body["checks"]["rasa"]) == (200, "degraded", "down")


async def test_while_redis_is_away_it_is_degraded_but_ready(tmp_path: Path, stage: Stage) -> None:
    nobody_listens = SecretStr("redis://127.0.0.1:1/0")
    async with running(tmp_path, stage, redis_url=nobody_listens) as server:
        code, body = await readiness(server)
        assert (code, body["status"], body["checks"]["redis"]) == (200, "degraded", "down")


async def test_without_the_database_it_is_not_ready(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Database) -> None:
        raise OperationalError("SELECT 1", {}, OSError("disk"))

    monkeypatch.setattr(Database, "session", broken)
    code, body = await readiness(server)
    assert (code, body["checks"]["database"]) == (503, "down")
    assert "SELECT" not in str(body)


async def test_metrics_count_turns(server: Running) -> None:
    def turns(text: str) -> float:
        line = 'assistant_turns_total{degraded="false",status="small_talk"} '
        found = [row for row in text.splitlines() if row.startswith(line)]
        return float(found[0].removeprefix(line)) if found else 0.0

    before = turns((await server.http.get("/metrics")).text)
    await (await server.chat()).say("xylophone")
    response = await server.http.get("/metrics")
    assert turns(response.text) == before + 1
    assert response.headers["content-type"].startswith("text/plain")
    assert "xylophone" not in response.text


async def metric(server: Running, line: str) -> float:
    """The value of a sample; 0 where there is none yet."""
    text = (await server.http.get("/metrics")).text
    found = [row for row in text.splitlines() if row.startswith(f"{line} ")]
    return float(found[0].removeprefix(line)) if found else 0.0


async def test_metrics_tell_the_tickets_of_now(server: Running, chat: Chat) -> None:
    assert await metric(server, 'assistant_tickets{status="new"}') == 0
    request = TicketRequest(
        conversation_id=chat.id, idempotency_key="k", question="Why?", name="Ana", contact="a@b.org"
    )
    reference = (await server.parts.tickets.open(request)).reference
    assert await metric(server, 'assistant_tickets{status="new"}') == 1
    async with server.parts.database.session() as session:
        await session.execute(update(Ticket).values(due_at=utc_now() - dt.timedelta(hours=1)))
    assert await metric(server, "assistant_tickets_overdue") == 1
    replied = "assistant_ticket_first_reply_seconds_count"
    before = await metric(server, replied)
    staff = (await server.staff()).staff
    for text in ("Because.", "And because."):
        await server.parts.work.reply(reference, staff, text, needs_answer=False)
    assert await metric(server, replied) == before + 1
    assert await metric(server, 'assistant_tickets{status="new"}') == 0
    assert await metric(server, 'assistant_tickets{status="answered"}') == 1
    assert await metric(server, "assistant_tickets_overdue") == 0


async def test_metrics_count_people_who_join_and_sign_ins_that_fail(
    server: Running, chat: Chat
) -> None:
    await chat.say("hello")
    joined = await metric(server, "assistant_takeovers_total")
    staff = await server.staff()
    await server.parts.takeovers.join(chat.id, staff.staff)
    assert await metric(server, "assistant_takeovers_total") == joined + 1
    failed = await metric(server, "assistant_sign_in_failures_total")
    await server.http.post("/staff/sign-in", data={"login": "ana", "password": "wrong"})
    assert await metric(server, "assistant_sign_in_failures_total") == failed + 1


async def test_metrics_count_surveys(server: Running, chat: Chat) -> None:
    await chat.say("hello")
    line = 'assistant_survey_answers_total{subject="conversation",trusts="true"}'
    before = await metric(server, line)
    await chat.http.post(f"{chat.path}/survey", json={"trusts": True}, headers=chat.headers)
    assert await metric(server, line) == before + 1


async def test_metrics_are_told_without_the_database(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Database) -> None:
        raise OperationalError("SELECT 1", {}, OSError("disk"))

    monkeypatch.setattr(Database, "session", broken)
    assert (await server.http.get("/metrics")).status_code == 200


def test_each_metric_says_what_it_is() -> None:
    ours = [each for each in REGISTRY.collect() if each.name.startswith("assistant_")]
    assert len(ours) > 10
    for each in ours:
        assert each.documentation.endswith("."), each.name


async def test_metrics_need_the_token_where_one_is_set(tmp_path: Path, stage: Stage) -> None:
    async with running(tmp_path, stage, metrics_token=SecretStr("let me in")) as server:
        assert (await server.http.get("/metrics")).status_code == 401
        for token in ("wrong", "ü", ""):
            given = {b"Authorization": f"Bearer {token}".encode()}
            assert (await server.http.get("/metrics", headers=given)).status_code == 401
        allowed = {"Authorization": "Bearer let me in"}
        assert (await server.http.get("/metrics", headers=allowed)).status_code == 200
