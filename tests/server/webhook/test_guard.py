"""Tests of the guard of the webhook."""

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from server.webhook.guard import SecretGuard


async def _inside(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("inside")(scope, receive, send)


async def status(path: str, given: bytes | None, expected: str = "the secret") -> int:
    transport = httpx.ASGITransport(SecretGuard(_inside, expected))
    headers = {} if given is None else {b"X-Assistant-Secret": given}
    async with httpx.AsyncClient(transport=transport, base_url="http://server") as http:
        return (await http.post(path, headers=headers)).status_code


@pytest.mark.parametrize(
    ("path", "given", "expected"),
    [
        pytest.param("/internal/actions", b"the secret", 200, id="secret"),
        pytest.param("/internal/actions", b"the secret ", 404, id="longer"),
        pytest.param("/internal/actions", "gehëim".encode(), 404, id="not-ascii"),
        pytest.param("/internal/actions", None, 404, id="none"),
        pytest.param("/internal/anything", None, 404, id="other-path"),
        pytest.param("/api/conversations", None, 200, id="not-internal"),
    ],
)
async def test_only_the_secret_opens_internal_paths(
    path: str, given: bytes | None, expected: int
) -> None:
    assert await status(path, given) == expected


async def test_an_empty_secret_opens_nothing() -> None:
    assert await status("/internal/actions", b"", expected="") == 404
