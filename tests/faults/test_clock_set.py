"""Tests of a machine whose clock is set by a day, both ways, while the server runs."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from server.database import Database
from server.settings import ROOT
from server.staff.accounts import StaffAccounts
from server.staff.sessions import SignInRules
from tests.assistant.running import Chat, until
from tests.faults.conftest import Note
from tests.faults.faked_time import FakedTime, faked_time
from tests.faults.serving import A_PERSON, NO_RASA, ServerProcess

# Every look at the clock reads a file: all that is imported takes some times as long.
START_SECONDS = 180.0
MOST = 8
DAYS = (24.0, 0.0, -24.0, 0.0)
PASSWORD = "correct horse battery"
_SERVE = "import sys, json; from pathlib import Path; from tests.faults.serving import serve; "
_SERVE += "serve(Path(sys.argv[1]), json.loads(sys.argv[2]))"


@pytest.fixture(scope="module")
def time(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakedTime]:
    with faked_time(tmp_path_factory.mktemp("clock")) as made:
        yield made


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, time: FakedTime) -> Iterator[ServerProcess]:
    """A process of its own: the time of a forked one is that of what it was forked from."""
    folder = tmp_path_factory.mktemp("clock_set")
    made = ServerProcess(folder)
    given = {"port": made.port, "rasa_url": NO_RASA, "rate_limit": "on"}
    started = subprocess.Popen(
        (sys.executable, "-c", _SERVE, folder, json.dumps({**given, "messages_per_minute": MOST})),
        cwd=ROOT,
        env={**os.environ, **time.environment},
    )
    try:
        until(made.is_alive, START_SECONDS)
        yield made
    finally:
        started.kill()
        started.wait(30)
        made.close()


@pytest.fixture
def server(running: ServerProcess, time: FakedTime) -> Iterator[ServerProcess]:
    """Its clock is right when a test begins."""
    time.set(0)
    yield running
    time.set(0)


def statuses(chat: Chat, http: httpx.Client, count: int) -> list[int]:
    path = f"/api/conversations/{chat.id}/messages"
    return [
        http.post(path, json={"text": "hello"}, headers=chat.headers).status_code
        for _ in range(count)
    ]


def test_no_limit_outlasts_a_clock_that_is_set(
    server: ServerProcess, time: FakedTime, note: Note
) -> None:
    chat = Chat(server.http)
    for hours in DAYS:
        assert 429 in statuses(chat, server.http, 2 * MOST)
        limited = server.http.post(
            f"/api/conversations/{chat.id}/messages", json={"text": "hi"}, headers=chat.headers
        )
        assert int(limited.headers["retry-after"]) <= 60
        time.set(hours)
        assert statuses(chat, server.http, 1) == [200]
    note("the clock set by a day, limits", f"{len(DAYS)} times: no window lasted over a minute")


def test_tickets_opened_before_and_after_are_due_later_than_they_were_opened(
    server: ServerProcess, time: FakedTime, note: Note
) -> None:
    for hours in DAYS:
        time.set(hours)
        chat = Chat(server.http)
        for text in (A_PERSON, "Can I deduct oats?", "Eve", "eve@example.org", "yes", "yes"):
            chat.say(text)
        assert chat.last["status"] == "ticket_opened"
    rows = server.rows("SELECT created_at, due_at FROM tickets ORDER BY id")
    promised = [(datetime.fromisoformat(b) - datetime.fromisoformat(a)).days for a, b in rows]
    assert len(promised) == len(DAYS)
    assert all(0 <= days <= 1 for days in promised)
    note("the clock set by a day, tickets", f"{len(rows)} tickets, each due after it was opened")


def test_staff_can_always_sign_in_and_no_session_is_from_the_future(
    server: ServerProcess, time: FakedTime, note: Note
) -> None:
    asyncio.run(_account(server.folder))
    with httpx.Client(base_url=server.url, timeout=30, trust_env=False) as http:
        assert _signs_in(http, PASSWORD)
        assert http.get("/desk").status_code == 200
        time.set(24)
        assert http.get("/desk").status_code == 303, "a session lasts twelve hours"
        for _ in range(SignInRules().most_failures):
            assert not _signs_in(http, "wrong")
        assert not _signs_in(http, PASSWORD), "the account is locked"
        time.set(0)
        assert _signs_in(http, PASSWORD), "no lock lasts a day"
        time.set(24)
        assert _signs_in(http, PASSWORD)
        time.set(0)
        assert http.get("/desk").status_code == 303, "a session from the future is none"
        assert _signs_in(http, PASSWORD)
        time.set(-24)
        assert _signs_in(http, PASSWORD)
        assert http.get("/desk").status_code == 200
    note("the clock set by a day, staff", "signed in after each step; no lock or session stayed")


async def _account(folder: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{folder / 'assistant.db'}")
    await StaffAccounts(database, SignInRules()).create("ana", "Ana", "agent", PASSWORD, "test")
    await database.close()


def _signs_in(http: httpx.Client, password: str) -> bool:
    http.cookies.clear()
    response = http.post("/staff/sign-in", data={"login": "ana", "password": password})
    return response.status_code == 303
