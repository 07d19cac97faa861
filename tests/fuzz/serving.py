"""Owns the server that the API's own description is tried on, and what its callers hold."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from fastapi import FastAPI
from pydantic import SecretStr
from schemathesis.python.asgi import shutdown_lifespans

from actions.ports import TicketRequest
from server.app import create_app
from server.content.publishing import OpenedContent
from server.database import migration_config
from server.dialogue.rasa_client import RasaClient
from tests.factories import (
    DEDUCTION,
    SECRET,
    rasa_message,
    retrieval,
    server_settings,
    write_knowledge,
)
from tests.fakes import FakeRasa, ScriptedRetriever
from tests.server.running import Stage, running

MACHINE = "the token of a machine"


@dataclass(frozen=True)
class Held:
    """Something with an address of its own, and the token that opens it."""

    id: str
    token: str


@dataclass(frozen=True)
class Served:
    """A running server with a chat and a ticket that are there, and somebody else's chat."""

    app: FastAPI
    chat: Held
    ticket: Held
    other: Held


class StandingRasa(RasaClient):
    """Stays open when the server stops: each test starts that again."""

    async def close(self) -> None:
        pass


def application(folder: Path) -> FastAPI:
    token = SecretStr(MACHINE)
    return create_app(
        server_settings(folder, staff_token=token, metrics_token=token),
        OpenedContent(ScriptedRetriever(folder / "knowledge")),
        StandingRasa("http://rasa", SECRET, 5.0, FakeRasa().transport),
    )


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    held = asyncio.run(_filled(folder))
    try:
        yield Served(application(folder), *held)
    finally:
        shutdown_lifespans()


async def _filled(folder: Path) -> tuple[Held, Held, Held]:
    """A database with a chat that got an answer, a ticket, and somebody else's chat."""
    address = f"sqlite+aiosqlite:///{folder / 'assistant.db'}"
    await asyncio.to_thread(command.upgrade, migration_config(address), "head")
    stage = Stage(write_knowledge(folder / "knowledge"), lambda _: address)
    async with running(folder, stage) as server:
        question = "how big is the standard deduction"
        server.rasa.replies[question] = [rasa_message(custom=retrieval("answered", DEDUCTION))]
        chat = await server.chat()
        await chat.say(question)
        tickets = server.parts.tickets
        opened = await tickets.open(
            TicketRequest(chat.id, "key-1", "Where is my refund?", "Ana", "ana@example.com")
        )
        secret = tickets.url_of(opened.reference).partition("#")[2]
        other = await server.chat()
        return (
            Held(chat.id, chat.token),
            Held(opened.reference, secret),
            Held(other.id, other.token),
        )
