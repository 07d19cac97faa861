"""Owns a server for tests of staff pages: without Rasa, on a free port, in a thread of its own."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
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
from server.staff.accounts import Role
from server.staff.identity import COOKIE
from tests.factories import SECRET, server_settings, write_knowledge
from tests.fakes import FakeRasa, ScriptedRetriever

PASSWORD = "correct horse battery"
Result = TypeVar("Result")


class StaffServer:
    """`run` runs a coroutine on the server's own loop: its parts are used there alone."""

    def __init__(self, app: FastAPI, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._app = app
        config = uvicorn.Config(app, port=port, log_config=None, lifespan="on")
        self._server = uvicorn.Server(config)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._server.serve())
        self._loop.close()

    def start(self) -> None:
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "the server did not start"
            self._thread.join(0.05)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join()

    @property
    def parts(self) -> Parts:
        found: Parts = self._app.state.parts
        return found

    def run(self, doing: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(doing, self._loop).result(30)

    def sign_in(self, context: BrowserContext, role: Role, login: str = "ana") -> None:
        """The browser of a new account of that role."""
        token = self.run(self._new_session(role, login))
        context.add_cookies([{"name": COOKIE, "value": token, "url": self.url}])

    async def _new_session(self, role: Role, login: str) -> str:
        name = f"{login.title()} of the agency"
        await self.parts.accounts.create(login, name, role, PASSWORD, "test")
        token = await self.parts.accounts.sign_in(login, PASSWORD)
        assert token is not None
        return token


@contextmanager
def staff_server(folder: Path, **settings: Any) -> Iterator[StaffServer]:
    rasa = RasaClient("http://rasa", SECRET, 5.0, FakeRasa().transport)
    content = OpenedContent(ScriptedRetriever(write_knowledge(folder / "knowledge")))
    server = StaffServer(
        create_app(server_settings(folder, **settings), content, rasa), free_port()
    )
    server.start()
    try:
        yield server
    finally:
        server.stop()
