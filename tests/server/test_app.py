"""Tests of the application as deployed: names it answers to, and proxies before it."""

import importlib
import inspect
import pkgutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import params
from structlog.testing import capture_logs

import server
from tests.factories import SECRET
from tests.server.running import Running, Stage, running

HOST, PROXY, OUTSIDE = "assistant.agency.example", "10.0.0.5", "203.0.113.9"
FORWARDED = "x-forwarded-for"
Headers = Mapping[str, str]


def caller(server: Running, address: str) -> httpx.AsyncClient:
    """Somebody who calls from an address."""
    transport = httpx.ASGITransport(server.app, client=(address, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://server")


async def refused(http: httpx.AsyncClient, *calls: Headers) -> int:
    """How many of the calls, one a minute being allowed for an address, are too many."""
    statuses = [
        (await http.post("/api/conversations", json={}, headers=headers)).status_code
        for headers in calls
    ]
    assert set(statuses) <= {201, 429}
    return statuses.count(429)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        pytest.param(HOST, 200, id="own"),
        pytest.param(f"{HOST}:8443", 200, id="with-port"),
        pytest.param(HOST.upper(), 200, id="capitals"),
        pytest.param("localhost:8000", 200, id="this-machine"),
        pytest.param("evil.example", 400, id="another"),
        pytest.param(f"{HOST}.evil.example", 400, id="longer"),
        pytest.param(f"{HOST}@evil.example", 400, id="user-before"),
        pytest.param("", 400, id="empty"),
    ],
)
async def test_only_trusted_names_are_answered(
    tmp_path: Path, stage: Stage, host: str, status: int
) -> None:
    async with running(tmp_path, stage, trusted_hosts=[HOST]) as server:
        response = await server.http.get("/healthz", headers={"Host": host})
        assert response.status_code == status
        assert response.headers["x-content-type-options"] == "nosniff"
        if status == 400:
            assert response.headers["content-type"] == "application/problem+json"
            assert response.json()["code"] == "wrong_host"
            assert "evil" not in response.text


async def test_the_webhook_is_reached_by_the_address_of_this_machine(
    tmp_path: Path, stage: Stage
) -> None:
    async with running(tmp_path, stage, trusted_hosts=[HOST]) as server:
        headers = {"Host": "127.0.0.1:8000", "X-Assistant-Secret": SECRET}
        response = await server.http.post("/internal/actions", json={}, headers=headers)
        assert response.status_code not in (400, 404)


async def test_a_caller_cannot_choose_the_address_they_are_counted_under(
    tmp_path: Path, stage: Stage
) -> None:
    settings: dict[str, Any] = {
        "rate_limit": "on",
        "conversations_per_minute": 1,
        "trusted_proxies": [PROXY],
    }
    async with running(tmp_path, stage, **settings) as server:
        direct = caller(server, OUTSIDE)
        assert await refused(direct, *({FORWARDED: f"198.51.100.{n}"} for n in range(5))) == 4
        behind = caller(server, PROXY)
        spoofed = [{FORWARDED: f"198.51.100.{n}, 203.0.113.50"} for n in range(5)]
        assert await refused(behind, *spoofed) == 4


async def test_behind_a_trusted_proxy_each_caller_is_counted_alone(
    tmp_path: Path, stage: Stage
) -> None:
    settings: dict[str, Any] = {
        "rate_limit": "on",
        "conversations_per_minute": 1,
        "trusted_proxies": [PROXY],
    }
    async with running(tmp_path, stage, **settings) as server:
        calls = [{FORWARDED: f"198.51.100.{n}"} for n in range(5)]
        assert await refused(caller(server, PROXY), *calls) == 0


async def test_without_a_trusted_proxy_nobody_is_believed(tmp_path: Path, stage: Stage) -> None:
    settings: dict[str, Any] = {"rate_limit": "on", "conversations_per_minute": 1}
    async with running(tmp_path, stage, **settings) as server:
        calls = [{FORWARDED: f"198.51.100.{n}"} for n in range(5)]
        assert await refused(caller(server, "127.0.0.1"), *calls) == 4


async def test_the_addresses_of_one_network_of_ipv6_count_together(
    tmp_path: Path, stage: Stage
) -> None:
    settings: dict[str, Any] = {"rate_limit": "on", "conversations_per_minute": 1}
    async with running(tmp_path, stage, **settings) as server:
        assert await refused(caller(server, "2001:db8:1:2::1"), {}) == 0
        assert await refused(caller(server, "2001:db8:1:2:ffff::9"), {}) == 1
        assert await refused(caller(server, "2001:db8:1:3::1"), {}) == 0


@pytest.mark.parametrize(("address", "scheme"), [(PROXY, "https"), (OUTSIDE, "http")])
async def test_only_a_trusted_proxy_says_whether_there_was_tls(
    tmp_path: Path, stage: Stage, address: str, scheme: str
) -> None:
    """Seen where an address is made of the request: an address with a slash too many."""
    async with running(tmp_path, stage, trusted_proxies=[PROXY]) as server:
        headers = {"X-Forwarded-Proto": "https"}
        response = await caller(server, address).get("/healthz/", headers=headers)
        assert response.headers["location"] == f"{scheme}://server/healthz"


async def test_a_forwarded_address_does_not_reach_the_log(tmp_path: Path, stage: Stage) -> None:
    async with running(tmp_path, stage, trusted_proxies=[PROXY]) as server:
        with capture_logs() as lines:
            await caller(server, PROXY).get("/healthz", headers={FORWARDED: "x\x1b[31m"})
        assert "31m" not in str(lines)


def test_nothing_a_call_depends_on_is_run_in_a_thread() -> None:
    """FastAPI hands each function that is not `async` to a thread, and waits for it."""
    modules = [
        importlib.import_module(found.name)
        for found in pkgutil.walk_packages(server.__path__, "server.")
        if not found.name.startswith("server.migrations.") and not found.name.endswith("__main__")
    ]
    functions = {
        noted.dependency
        for module in modules
        for alias in vars(module).values()
        for noted in getattr(alias, "__metadata__", ())
        if isinstance(noted, params.Depends) and noted.dependency is not None
    }
    assert len(functions) > 10
    blocking = {
        function
        for function in functions
        if not any(map(inspect.iscoroutinefunction, (function, type(function).__call__)))
        and not inspect.isasyncgenfunction(function)
    }
    assert blocking == set()
