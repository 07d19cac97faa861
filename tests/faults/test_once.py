"""Tests of calls that come twice at once, whose answer is lost, or that come by the thousand."""

import asyncio
import json
import socket
import sqlite3
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import httpx

from tests.assistant.running import Chat
from tests.faults.conftest import Note
from tests.faults.serving import ServerProcess
from tests.faults.staff import claim_form, make_accounts, signed_in
from tests.faults.test_killed_server import at_the_end_of_the_form

ROUNDS = 10
TOGETHER = 1000


def send_and_hang_up(server: ServerProcess, chat: Chat, key: str) -> None:
    """The network drops once the message is out: nobody hears the answer."""
    body = json.dumps({"text": "yes"})
    head = (
        f"POST /api/conversations/{chat.id}/messages HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: {chat.headers['Authorization']}\r\nIdempotency-Key: {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall((head + body).encode())


def test_a_network_that_drops_after_the_send_leaves_one_ticket(
    process: ServerProcess, note: Note
) -> None:
    process.start()
    for number in range(ROUNDS):
        chat = at_the_end_of_the_form(process.http)
        send_and_hang_up(process, chat, f"key {number}")
        reference = chat.reference(chat.say("yes", key=f"key {number}"))
        assert len(process.tickets()) == number + 1
        assert reference in process.tickets()
    note("the network drops after the send", f"{ROUNDS} times, {ROUNDS} tickets")


def test_a_double_click_is_one_message_and_one_ticket(process: ServerProcess, note: Note) -> None:
    process.start()
    with ThreadPoolExecutor(8) as pool:
        for number in range(ROUNDS):
            chat = at_the_end_of_the_form(process.http)
            key = f"key {number}"
            turns = list(pool.map(lambda _, c=chat, k=key: c.say("yes", key=k), range(8)))
            assert len({chat.reference(turn) for turn in turns}) == 1
            assert len(process.tickets()) == number + 1
            said = [each for each in chat.transcript() if each["author"] == "citizen"]
            assert len(said) == 6
    note("a citizen clicks eight times at once", f"{ROUNDS} times, {ROUNDS} tickets")


def test_of_two_staff_who_claim_a_ticket_one_has_it(process: ServerProcess, note: Note) -> None:
    process.start()
    make_accounts(process.folder, "ana", "ben")
    outcomes: Counter[int] = Counter()
    with ThreadPoolExecutor(2) as pool:
        staff = [signed_in(process.url, login) for login in ("ana", "ben")]
        for _ in range(ROUNDS):
            chat = at_the_end_of_the_form(process.http)
            path = f"/desk/tickets/{chat.reference(chat.say('yes'))}"
            forms = [claim_form(http.get(path).text) for http in staff]
            found = list(
                pool.map(
                    lambda http, form, to=f"{path}/claim": http.post(to, data=form).status_code,
                    staff,
                    forms,
                )
            )
            assert sorted(found) == [303, 409], found
            outcomes.update(found)
        for http in staff:
            http.close()
    claims = process.rows("SELECT count(*) FROM ticket_events WHERE action = 'claim'")
    assert claims == [(ROUNDS,)]
    note("two staff claim one ticket", f"{outcomes[303]} claimed, {outcomes[409]} were told so")


async def _all_at_once(server: ServerProcess) -> tuple[list[str], list[float]]:
    """A reference and the seconds of the last call of each conversation."""
    limits = httpx.Limits(max_connections=TOGETHER, max_keepalive_connections=TOGETHER)
    async with httpx.AsyncClient(
        base_url=server.url, timeout=300, trust_env=False, limits=limits
    ) as http:

        async def call(path: str, body: dict[str, str], headers: dict[str, str]) -> httpx.Response:
            headers = {**headers, "Idempotency-Key": uuid.uuid4().hex}
            try:
                response = await http.post(path, json=body, headers=headers)
            except httpx.TransportError:  # an idle connection was closed: again, as browsers do
                response = await http.post(path, json=body, headers=headers)
            assert response.is_success, response.text
            return response

        async def begun() -> tuple[str, dict[str, str]]:
            chat = (await call("/api/conversations", {}, {})).json()
            path = f"/api/conversations/{chat['conversation_id']}/messages"
            return path, {"Authorization": f"Bearer {chat['token']}"}

        async def citizen(path: str, headers: dict[str, str]) -> tuple[str, float]:
            began = time.monotonic()
            turn = (await call(path, {"text": "yes"}, headers)).json()
            (reference,) = [m["reference"] for m in turn["messages"] if m["type"] == "ticket"]
            return reference, time.monotonic() - began

        chats = [await begun() for _ in range(TOGETHER)]
        # All stand where the one stands that was led through the form.
        with closing(sqlite3.connect(server.folder / "assistant.db", timeout=30)) as database:
            stands = "SELECT draft FROM conversations WHERE draft IS NOT NULL"
            database.execute(f"UPDATE conversations SET draft = ({stands})")  # noqa: S608
            database.commit()
        done = await asyncio.gather(*(citizen(*chat) for chat in chats))
    return [reference for reference, _ in done], sorted(seconds for _, seconds in done)


def test_a_thousand_conversations_open_tickets_at_once(process: ServerProcess, note: Note) -> None:
    process.start()
    at_the_end_of_the_form(process.http)
    references, seconds = asyncio.run(_all_at_once(process))
    assert len(set(references)) == TOGETHER
    assert sorted(process.tickets()) == sorted(references)
    p95 = seconds[int(0.95 * len(seconds))]
    note(f"{TOGETHER} conversations open tickets at once", f"all there, p95 {p95:.1f} s")
