"""Tests of Redis stopped and killed under load: nobody notices, and all goes on when it is back."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.assistant.running import Chat, until
from tests.faults.conftest import Note
from tests.faults.load import Citizens
from tests.faults.serving import ServerProcess
from tests.faults.staff import claim_form, make_accounts, signed_in
from tests.faults.test_killed_server import at_the_end_of_the_form
from tests.services.scratch import ScratchRedis

pytestmark = pytest.mark.services

MOST = 30
SETTINGS: dict[str, Any] = {
    "rate_limit": "on",
    "messages_per_minute": MOST,
    "requests_per_minute": 100_000,
    "conversations_per_minute": 100_000,
}


@pytest.fixture
def servers(scratch_redis: ScratchRedis, tmp_path: Path) -> Iterator[list[ServerProcess]]:
    """Two on one database and one Redis."""
    made = [ServerProcess(tmp_path, redis_url=scratch_redis.url, **SETTINGS) for _ in range(2)]
    try:
        for server in made:
            server.start()
        yield made
    finally:
        for server in made:
            server.close()


@contextmanager
def listening(url: str, chat: Chat) -> Iterator[list[str]]:
    """The states of the ticket that a browser hears of, as they come."""
    heard: list[str] = []

    def listen() -> None:
        path = f"{url}/api/conversations/{chat.id}/events"
        with (
            suppress(httpx.HTTPError),
            httpx.stream("GET", path, headers=chat.headers, timeout=60, trust_env=False) as lines,
        ):
            for line in lines.iter_lines():
                if line.startswith(": listening"):
                    heard.append("")
                if line.startswith("data: ") and "status" in (told := json.loads(line[6:])):
                    heard.append(told["status"])
                    return

    thread = threading.Thread(target=listen)
    thread.start()
    until(lambda: heard == [""], 30)
    yield heard
    thread.join(60)


def claimed_here_is_heard_there(here: ServerProcess, there: ServerProcess) -> None:
    chat = at_the_end_of_the_form(there.http)
    reference = chat.reference(chat.say("yes"))
    with closing(signed_in(here.url, "ana")) as ana, listening(there.url, chat) as heard:
        path = f"/desk/tickets/{reference}"
        form = claim_form(ana.get(path).text)
        assert ana.post(f"{path}/claim", data=form).status_code == 303
        until(lambda: len(heard) > 1, 20)
    assert heard == ["", "open"]


def is_limited(server: ServerProcess) -> bool:
    chat = Chat(server.http)
    path = f"/api/conversations/{chat.id}/messages"
    said = [
        server.http.post(path, json={"text": "hello"}, headers=chat.headers).status_code
        for _ in range(MOST + 5)
    ]
    assert set(said) <= {200, 429}
    return 429 in said


def redis_is(state: str, servers: list[ServerProcess]) -> bool:
    return all(s.http.get("/readyz").json()["checks"]["redis"] == state for s in servers)


@pytest.mark.parametrize("end", [ScratchRedis.stop, ScratchRedis.kill])
def test_redis_goes_and_comes_back_under_load(
    scratch_redis: ScratchRedis,
    servers: list[ServerProcess],
    end: Callable[[ScratchRedis], None],
    note: Note,
) -> None:
    one, two = servers
    make_accounts(one.folder, "ana")
    claimed_here_is_heard_there(one, two)
    with Citizens(one.url, 2) as near, Citizens(two.url, 2) as far:
        near.wait_for_more(2)
        end(scratch_redis)
        assert redis_is("down", servers)
        claimed_here_is_heard_there(one, two)
        assert is_limited(one)
        near.wait_for_more(2)
        far.wait_for_more(2)
        scratch_redis.start()
        until(lambda: redis_is("up", servers), 15)
        claimed_here_is_heard_there(two, one)
        assert is_limited(two)
        near.wait_for_more(2)
    codes = near.codes + far.codes
    assert set(codes) <= {"200", "201"}, codes
    assert [server.starts for server in servers] == [1, 1]
    references = near.references + far.references
    assert set(references) <= set(one.tickets())
    per_chat = one.rows("SELECT count(*) FROM tickets GROUP BY conversation_id")
    assert set(per_chat) == {(1,)}
    note(
        f"Redis, {end.__name__} and start under load",
        f"{codes.total()} calls, none failed; {len(references)} references seen, all kept",
    )
