"""Owns a server that runs inside a test: its API, a scripted retriever and a fake Rasa."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
from argon2 import PasswordHasher
from fastapi import FastAPI

from embeddings.corpus import load_corpus
from embeddings.generations import Generations
from embeddings.index import build_index
from server.app import create_app
from server.content.publishing import OpenedContent
from server.database import Database
from server.dependencies import Parts
from server.dialogue.rasa_client import RasaClient
from server.staff.accounts import Role, Staff, StaffAccounts
from server.staff.cookies import COOKIE
from server.staff.identity import csrf_of
from server.staff.models import StaffAccount
from server.staff.passwords import Passwords
from server.staff.sessions import SignInRules, begin_session
from tests.contact_keys import contact_keys
from tests.factories import SECRET, TODAY, retrieval_settings, server_settings
from tests.fakes import FakeRasa, ScriptedRetriever, WordEncoder

PASSWORD = "correct horse battery"
# Hashes in no time, where the real one takes a tenth of a second each.
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@dataclass(frozen=True)
class Chat:
    """A conversation, as its citizen holds it."""

    http: httpx.AsyncClient
    id: str
    token: str

    @property
    def path(self) -> str:
        return f"/api/conversations/{self.id}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def post(self, body: Mapping[str, Any], key: str | None = None) -> httpx.Response:
        headers = {**self.headers, **({"Idempotency-Key": key} if key else {})}
        return await self.http.post(f"{self.path}/messages", json=body, headers=headers)

    async def say(self, text: str, key: str | None = None) -> Any:
        """The turn; fails where the message is not taken."""
        response = await self.post({"text": text}, key)
        assert response.status_code == 200, response.text
        return response.json()

    async def pick(self, payload: str) -> Any:
        response = await self.post({"payload": payload})
        assert response.status_code == 200, response.text
        return response.json()

    async def transcript(self, after: int = -1) -> Any:
        response = await self.http.get(
            f"{self.path}/messages", params={"after": after}, headers=self.headers
        )
        assert response.status_code == 200, response.text
        return response.json()


@dataclass(frozen=True)
class StaffBrowser:
    """A browser of its own, signed in as a member of staff."""

    http: httpx.AsyncClient
    staff: Staff
    csrf: str

    async def get(self, path: str, **query: Any) -> httpx.Response:
        return await self.http.get(path, params=query or None)

    async def submit(self, path: str, **fields: Any) -> httpx.Response:
        """Sends a form as our own pages do, with the session's proof."""
        return await self.http.post(path, data={"csrf": self.csrf, **fields})


@dataclass(frozen=True)
class Running:
    """The server, and the fakes it runs on."""

    app: FastAPI
    http: httpx.AsyncClient
    rasa: FakeRasa
    retriever: ScriptedRetriever

    async def chat(self) -> Chat:
        created = (await self.http.post("/api/conversations", json={})).json()
        return Chat(self.http, created["conversation_id"], created["token"])

    @property
    def parts(self) -> Parts:
        found: Parts = self.app.state.parts
        return found

    async def staff(self, role: Role = "agent", login: str = "ana") -> StaffBrowser:
        """A browser signed in with a new account of that role."""
        name = f"{login.title()} of the agency"
        accounts = StaffAccounts(self.parts.database, self.parts.accounts.rules, QUICK)
        staff = await accounts.create(login, name, role, PASSWORD, "test")
        http = httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://server")
        http.cookies.set(COOKIE, await accounts.sign_in(login, PASSWORD) or "")
        return StaffBrowser(http, staff, csrf_of(http.cookies[COOKIE]))


async def member(server: Running, login: str = "ana", role: Role = "agent") -> StaffBrowser:
    """Like `server.staff`, without a password and so without the time that takes."""
    name = f"{login.title()} of the agency"
    staff = await server.parts.accounts.create(login, name, role, None, "test")
    async with server.parts.database.session() as session:
        account = await session.get_one(StaffAccount, staff.id)
        token = await begin_session(session, account, SignInRules())
    http = httpx.AsyncClient(
        transport=httpx.ASGITransport(server.app), base_url="http://server", cookies={COOKIE: token}
    )
    return StaffBrowser(http, staff, csrf_of(token))


@dataclass(frozen=True)
class Stage:
    """What servers start from: a knowledge folder, and a function that makes a database with
    empty tables, on SQLite in the folder it is given: its address."""

    knowledge: Path
    new_database: Callable[[Path], str]

    def on(self, address: str) -> "Stage":
        """As after a restart: what starts finds the database as another left it."""
        return replace(self, new_database=lambda _: address)


def copied_database(folder: Path, stage: Stage) -> Database:
    """A database of one's own, with empty tables; for tests of a service without a server."""
    return Database(stage.new_database(folder), contact_keys())


def watched_content(knowledge: Path, folder: Path) -> OpenedContent:
    """Content that follows its folder, indexed with an encoder of words."""
    encoder = WordEncoder()
    build_index(load_corpus(knowledge), encoder, folder / "index")
    source = Generations(knowledge, folder / "index", encoder, retrieval_settings(), lambda: TODAY)
    first, faults = source.open()
    return OpenedContent(first.retriever, source, first, tuple(faults))


@asynccontextmanager
async def running(
    var_dir: Path,
    stage: Stage,
    rasa: FakeRasa | None = None,
    content: OpenedContent | None = None,
    **settings: Any,
) -> AsyncIterator[Running]:
    """A server with its own data under `var_dir`; `settings` replace those of the factory.

    With `content` that answers, and the scripted retriever is left out.
    """
    if "database_url" not in settings:
        settings["database_url"] = stage.new_database(var_dir)
    rasa = rasa or FakeRasa()
    retriever = ScriptedRetriever(stage.knowledge)
    client = RasaClient("http://rasa", SECRET, 5.0, rasa.transport)
    app = create_app(
        server_settings(var_dir, **settings), content or OpenedContent(retriever), client
    )
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://server") as http,
    ):
        yield Running(app, http, rasa, retriever)
