"""Tests of /healthz, /readyz and /metrics."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy.exc import OperationalError

from server.database import Database
from tests.fakes import FakeRasa
from tests.server.running import Running, Stage, running


async def readiness(server: Running) -> tuple[int, Any]:
    response = await server.http.get("/readyz")
    return response.status_code, response.json()


async def test_the_process_is_alive_whatever_else_is_down(server: Running) -> None:
    server.rasa.is_up = False
    response = await server.http.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "alive"})


async def test_with_all_parts_it_is_ready(server: Running) -> None:
    up = {"database": "up", "index": "up", "rasa": "up"}
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


async def test_metrics_need_the_token_where_one_is_set(tmp_path: Path, stage: Stage) -> None:
    async with running(tmp_path, stage, metrics_token=SecretStr("let me in")) as server:
        assert (await server.http.get("/metrics")).status_code == 401
        for token in ("wrong", "ü", ""):
            given = {b"Authorization": f"Bearer {token}".encode()}
            assert (await server.http.get("/metrics", headers=given)).status_code == 401
        allowed = {"Authorization": "Bearer let me in"}
        assert (await server.http.get("/metrics", headers=allowed)).status_code == 200
