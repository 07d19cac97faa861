"""Owns a server for browser tests: real HTTP in a thread, with a scripted retriever and no Rasa."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import uvicorn
from fastapi import FastAPI
from playwright.sync_api import BrowserContext

from server.app import create_app
from server.content.publishing import OpenedContent
from server.dependencies import Parts
from server.dialogue.rasa_client import RasaClient
from server.launch.plan import free_port
from server.serving import Serving
from server.settings import Settings
from server.staff.accounts import Role
from server.staff.cookies import COOKIE
from tests.factories import SECRET, server_settings, write_knowledge
from tests.fakes import FakeRasa, ScriptedRetriever

Result = TypeVar("Result")
PASSWORD = "correct horse battery"
_SECONDS = 30


class Served:
    """The server's address, and its parts: `do` runs their work where they live."""

    def __init__(
        self,
        url: str,
        parts: Parts,
        loop: asyncio.AbstractEventLoop,
        retriever: ScriptedRetriever,
    ) -> None:
        self.url = url
        self.retriever = retriever
        self.parts = parts
        self._loop = loop

    def do(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_SECONDS)

    def sign_in(self, context: BrowserContext, role: Role, login: str = "ana") -> None:
        """Makes it the browser of a new account of that role."""
        token = self.do(self._new_session(role, login))
        context.add_cookies([{"name": COOKIE, "value": token, "url": self.url}])

    async def _new_session(self, role: Role, login: str) -> str:
        name = f"{login.title()} of the agency"
        await self.parts.accounts.create(login, name, role, PASSWORD, "test")
        token = await self.parts.accounts.sign_in(login, PASSWORD)
        assert token is not None
        return token


@contextmanager
def served(
    folder: Path, related: Mapping[str, Sequence[str]] | None = None, **settings: Any
) -> Iterator[Served]:
    """A server with its data in the folder; `settings` replace those of the factory.

    `related` are entries that others name as related, by the id of those.
    """
    knowledge = write_knowledge(folder / "knowledge")
    for entry_id, others in (related or {}).items():
        path = knowledge / f"{entry_id}.md"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("related: []", f"related: [{', '.join(others)}]"))
    retriever = ScriptedRetriever(knowledge)
    rasa = FakeRasa()
    rasa.is_up = False
    port = free_port()
    given = server_settings(folder, port=port, **settings)
    client = RasaClient("http://rasa", SECRET, 5.0, rasa.transport)
    app = create_app(given, OpenedContent(retriever), client)
    server = _Announcing(app, given)
    loops: list[asyncio.AbstractEventLoop] = []
    thread = threading.Thread(target=lambda: asyncio.run(_serve(server, loops)))
    thread.start()
    try:
        assert server.ready.wait(_SECONDS), "the server did not start"
        yield Served(f"http://127.0.0.1:{port}", app.state.parts, loops[0], retriever)
    finally:
        server.should_exit = True
        thread.join(_SECONDS)


async def _serve(server: uvicorn.Server, loops: list[asyncio.AbstractEventLoop]) -> None:
    loops.append(asyncio.get_running_loop())
    await server.serve()


class _Announcing(Serving):
    """Says when it is ready."""

    def __init__(self, app: FastAPI, settings: Settings) -> None:
        super().__init__(app, settings)
        self.ready = threading.Event()

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self.ready.set()
