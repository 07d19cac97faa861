"""Owns a browser that signs in with an OpenID Connect provider, and what the server keeps of it."""

from typing import Any

import httpx
from sqlalchemy import select

from server.audit.models import AuditRecord
from tests.server.running import Running

START, CALLBACK = "/staff/openid", "/staff/openid/callback"


def browser(server: Running) -> httpx.AsyncClient:
    """One without cookies."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(server.app), base_url="http://server")


async def sent_back(http: httpx.AsyncClient, goes_on: str = "") -> str:
    """The address the provider sends the browser back to, after the first click."""
    response = await http.get(START, params={"next": goes_on})
    assert response.status_code == 303, response.text
    async with httpx.AsyncClient(trust_env=False) as outside:
        answer = await outside.get(response.headers["location"])
    return answer.headers["location"]


async def sign_in(http: httpx.AsyncClient, goes_on: str = "") -> httpx.Response:
    return await http.get(await sent_back(http, goes_on))


async def rows(server: Running, table: Any) -> list[Any]:
    async with server.parts.database.session() as session:
        return list((await session.scalars(select(table))).all())


async def audited(server: Running) -> list[tuple[str, str]]:
    return [(row.action, row.subject) for row in await rows(server, AuditRecord)]
