"""Tests of what every request passes: headers, other origins, logs, errors nobody expected."""

from pathlib import Path

import httpx
import pytest
from structlog.testing import capture_logs

from server.edge.headers import HEADERS
from server.settings import ROOT
from tests.factories import DEDUCTION
from tests.server.running import Chat, Running, Stage, running

ORIGIN = "https://agency.example"
MARKER = "xylophone"


def break_database(monkeypatch: pytest.MonkeyPatch, server: Running) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError(f"near {MARKER}")

    monkeypatch.setattr(server.app.state.parts.conversations, "authorise", broken)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("GET", "/", 200, id="page"),
        pytest.param("GET", "/widget/assistant-chat.js", 200, id="script"),
        pytest.param("GET", "/tickets/T-2222-2222", 200, id="ticket-page"),
        pytest.param("GET", "/healthz", 200, id="health"),
        pytest.param("POST", "/api/conversations", 201, id="json"),
        pytest.param("GET", "/api/conversations/x/messages", 401, id="no-identity"),
        pytest.param("GET", "/nothing", 404, id="not-there"),
        pytest.param("PUT", "/api/conversations", 405, id="wrong-method"),
        pytest.param("POST", "/internal/actions", 404, id="webhook"),
        pytest.param("OPTIONS", "/api/conversations", 405, id="options"),
    ],
)
async def test_every_kind_of_response_has_the_security_headers(
    server: Running, method: str, path: str, status: int
) -> None:
    response = await server.http.request(method, path)
    assert response.status_code == status
    assert_secured(response)


def assert_secured(response: httpx.Response) -> None:
    for name, value in HEADERS:
        assert response.headers[name.decode()] == value.decode()
    assert len(response.headers["x-request-id"]) == 12


async def test_a_refused_body_has_them_too(server: Running) -> None:
    response = await server.http.post("/api/conversations", content=b"x" * 70_000)
    assert response.status_code == 413
    assert_secured(response)


async def test_the_page_may_run_no_inline_script_or_style(server: Running) -> None:
    policy = (await server.http.get("/")).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


async def test_an_unexpected_error_tells_nothing_and_is_secured(
    server: Running, chat: Chat, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    break_database(monkeypatch, server)
    with capture_logs() as lines:
        response = await chat.post({"text": MARKER})
    assert response.status_code == 500
    assert response.json()["code"] == "internal_error"
    assert_secured(response)
    assert MARKER not in response.text + str(lines) + caplog.text
    assert ("unexpected_error", "RuntimeError") in [(x["event"], x.get("error")) for x in lines]


async def test_the_log_names_the_line_of_our_code_where_an_error_was_met(
    server: Running, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last of our own, also where the error was raised in a library that it called."""
    break_database(monkeypatch, server)
    with capture_logs() as lines:
        await chat.post({"text": MARKER})
    (at,) = [line["at"] for line in lines if line["event"] == "unexpected_error"]
    path, _, number = at.partition(":")
    code = (ROOT / path).read_text(encoding="utf-8").splitlines()[int(number) - 1]
    assert ".authorise(" in code


async def test_logs_hold_nothing_that_was_typed(
    server: Running, chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="server")
    with capture_logs() as lines:
        await chat.say(f"where is my {MARKER}?")
        await chat.post({"text": MARKER * 2000})
        await chat.post({"payload": f"/{MARKER}"})
        await chat.http.get(f"/api/tickets/{MARKER}", params={"q": MARKER})
        await chat.http.get(f"/{MARKER}")
        server.rasa.is_up = False
        await chat.say(f"and my {MARKER}?")
        body = {"turn": 1, "helpful": False, "comment": MARKER}
        await chat.http.post(f"{chat.path}/feedback", json=body, headers=chat.headers)
    assert MARKER not in str(lines) + caplog.text
    assert chat.token not in str(lines)
    assert [line["event"] for line in lines].count("request") == 7


async def test_a_log_line_tells_the_route_the_status_and_the_time(server: Running) -> None:
    with capture_logs() as lines:
        await server.http.get("/api/tickets/T-2222-2222")
    (line,) = lines
    assert line["route"] == "/api/tickets/{reference}"
    assert (line["method"], line["status"]) == ("GET", 401)
    assert line["ms"] >= 0


async def test_a_failing_action_of_the_dialogue_still_gets_a_reply(
    server: Running, chat: Chat
) -> None:
    answered = {"type": "answered", "entries": [DEDUCTION], "tax_year": None}
    server.rasa.replies["hello"] = [{"text": "", "custom": {"type": "answered"}}]
    turn = await chat.say("hello")
    assert turn["degraded"]
    assert turn["messages"][0]["text"]
    server.rasa.replies["again"] = [{"custom": answered}]
    assert (await chat.say("again"))["status"] == "answered"


async def test_a_site_on_the_list_may_embed_the_widget(tmp_path: Path, stage: Stage) -> None:
    asked = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
    }
    async with running(tmp_path, stage, allowed_origins=[ORIGIN]) as server:
        preflight = await server.http.options("/api/conversations", headers=asked)
        assert preflight.status_code == 200
        assert preflight.headers["access-control-allow-origin"] == ORIGIN
        allowed = preflight.headers["access-control-allow-headers"].lower()
        assert {"authorization", "content-type", "idempotency-key"} <= set(allowed.split(", "))
        script = await server.http.get("/widget/assistant-chat.js", headers={"Origin": ORIGIN})
        assert script.headers["access-control-allow-origin"] == ORIGIN
        large = await server.http.post(
            "/api/conversations", content=b"x" * 70_000, headers={"Origin": ORIGIN}
        )
        assert large.status_code == 413
        assert large.headers["access-control-allow-origin"] == ORIGIN
        assert "Retry-After" in large.headers["access-control-expose-headers"]


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "https://agency.example.evil.example", "null"]
)
async def test_another_site_may_not(tmp_path: Path, stage: Stage, origin: str) -> None:
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    async with running(tmp_path, stage, allowed_origins=[ORIGIN]) as server:
        preflight = await server.http.options("/api/conversations", headers=asked)
        assert preflight.status_code == 400
        started = await server.http.post("/api/conversations", headers={"Origin": origin})
        for response in (preflight, started):
            assert "access-control-allow-origin" not in response.headers
            assert_secured(response)
