"""Tests of what a browser is shown when a page of staff refuses."""

from pathlib import Path

import httpx
import pytest

from tests.server.running import Running, Stage, running

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def stage(sqlite_stage: Stage) -> Stage:
    """SQLite alone: how a page words a refusal."""
    return sqlite_stage


@pytest.mark.parametrize(
    ("method", "path", "status", "told", "back"),
    [
        pytest.param("GET", "/staff/audit", 403, "Ask an admin", "/desk", id="not-allowed"),
        pytest.param("GET", "/staff/nothing", 404, "address is wrong", "/desk", id="no-page"),
        pytest.param("GET", "/staff/sign-out", 405, "only takes a form", "/desk", id="form-only"),
        pytest.param("POST", "/staff/sign-out", 403, "reload the page", "/desk", id="no-proof"),
    ],
)
async def test_a_refusal_is_a_page_with_a_way_back(
    server: Running, method: str, path: str, status: int, told: str, back: str
) -> None:
    browser = await server.staff("agent")
    response = await browser.http.request(method, path, headers=BROWSER)
    assert response.status_code == status
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert told in response.text
    assert f'<a href="{back}">' in response.text
    assert "Sign out" in response.text


async def test_who_is_not_signed_in_is_led_to_sign_in(server: Running) -> None:
    response = await server.http.get("/staff/nothing", headers=BROWSER)
    assert response.status_code == 404
    assert '<a href="/staff/sign-in">Sign in</a>' in response.text


@pytest.mark.parametrize("query", ["page=0", "page=x", f"actor={'x' * 200}"])
async def test_a_wrong_value_is_told_in_words(server: Running, query: str) -> None:
    browser = await server.staff("admin")
    response = await browser.http.get(f"/staff/audit?{query}", headers=BROWSER)
    assert response.status_code == 422
    assert "check what you entered" in response.text
    assert '<a href="/staff/audit">' not in response.text.split("<main")[1]


async def test_who_must_wait_is_told_how_long(tmp_path: Path, stage: Stage) -> None:
    async with running(tmp_path, stage, rate_limit="on") as server:
        for _ in range(11):
            response = await server.http.post("/staff/sign-in", headers=BROWSER)
        assert response.status_code == 429
        assert int(response.headers["retry-after"]) > 0
        assert "Please wait a moment" in response.text


@pytest.mark.parametrize(
    "headers", [{}, {"Accept": "application/json"}, {"Accept": "*/*"}], ids=str
)
async def test_a_program_gets_the_problem(server: Running, headers: dict[str, str]) -> None:
    response = await server.http.get("/staff/nothing", headers=headers)
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"] == "not_found"


async def test_the_api_answers_a_browser_with_the_problem_too(http: httpx.AsyncClient) -> None:
    response = await http.get("/api/nothing", headers=BROWSER)
    assert response.headers["content-type"] == "application/problem+json"


@pytest.fixture
async def http(server: Running) -> httpx.AsyncClient:
    return server.http
