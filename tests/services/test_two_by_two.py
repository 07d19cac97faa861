"""Two servers and two Rasa processes behind HAProxy, while one of each is killed and comes back."""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from server.conversations.models import Conversation, Turn
from server.database import Database
from server.staff.accounts import Staff, StaffAccounts
from server.staff.cookies import COOKIE
from server.staff.identity import csrf_of
from server.staff.models import StaffAccount
from server.staff.sessions import SignInRules, begin_session
from server.tickets.models import Ticket
from tests.assistant.conversations import OTHER_QUESTION, QUESTION
from tests.contact_keys import contact_keys
from tests.services.citizens import Citizen, client
from tests.services.databases import PostgresDatabases, redis_database
from tests.services.scratch import REDIS_VARIABLE
from tests.services.two_by_two import TwoByTwo

pytestmark = [pytest.mark.services, pytest.mark.assistant]
CITIZENS = 20


@pytest.fixture(scope="module")
def address(postgres_databases: PostgresDatabases) -> Iterator[str]:
    url = postgres_databases.migrated()
    yield url
    postgres_databases.drop(url)


@pytest.fixture(scope="module")
def redis_address() -> Iterator[str]:
    found = os.environ.get(REDIS_VARIABLE)
    if not found:
        pytest.skip(f"{REDIS_VARIABLE} is not set")
    with redis_database(found) as url:
        yield url


@pytest.fixture(scope="module")
def whole(
    address: str, redis_address: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TwoByTwo]:
    running = TwoByTwo(tmp_path_factory.mktemp("two-by-two"), address, redis_address)
    try:
        running.start()
        yield running
    finally:
        running.stop()


@asynccontextmanager
async def stored(address: str) -> AsyncIterator[Any]:
    database = Database(address, contact_keys())
    async with database.session() as session:
        yield session
    await database.close()


async def talk(citizen: Citizen, questions: int) -> str:
    """Questions, some sent twice at once, and a ticket: its reference."""
    await citizen.begin()
    for number in range(questions):
        question = QUESTION if number % 2 else OTHER_QUESTION
        await citizen.say(f"{question} {citizen.mark} {number}", twice=number % 3 == 0)
    return await citizen.open_ticket()


async def test_with_one_of_each_killed_every_message_is_one_turn_and_no_ticket_is_lost(
    whole: TwoByTwo, address: str
) -> None:
    async with client(whole.url) as http:
        citizens = [Citizen(http, f"mark{number:02}") for number in range(CITIZENS)]
        # Of different lengths: each kill comes upon questions and all fields of the form.
        talks = [
            asyncio.create_task(talk(citizen, number % 6))
            for number, citizen in enumerate(citizens)
        ]
        _, talking = await asyncio.wait(talks, return_when=asyncio.FIRST_COMPLETED)
        whole.kill(whole.servers[0])
        _, talking = await asyncio.wait(talking, return_when=asyncio.FIRST_COMPLETED)
        whole.kill(whole.rasas[1])
        assert len(talking) > CITIZENS / 3
        whole.servers[0].start()
        whole.rasas[1].start()
        references = await asyncio.gather(*talks)
        shown = [await citizen.transcript() for citizen in citizens]
    for citizen, messages in zip(citizens, shown, strict=True):
        check_transcript(citizen, messages)
    expected = {
        (citizen.id, reference, "Maria Silva", f"{citizen.mark}@example.org")
        for citizen, reference in zip(citizens, references, strict=True)
    }
    async with stored(address) as session:
        tickets = list(await session.scalars(select(Ticket)))
        unanswered = (await session.scalars(select(Turn).where(Turn.status.is_(None)))).all()
    assert len(tickets) == len(set(references)) == CITIZENS
    assert {(t.conversation_id, t.reference, t.name, t.contact) for t in tickets} == expected
    assert unanswered == []
    whole.wait_until_whole()


def check_transcript(citizen: Citizen, messages: list[dict[str, Any]]) -> None:
    """All it said, once, in order, each with a reply; nothing of anybody else's."""
    said = [message for message in messages if message["author"] == "citizen"]
    assert [message["text"] for message in said] == citizen.said
    assert [message["turn"] for message in said] == list(range(1, len(citizen.said) + 1))
    replied = {message["turn"] for message in messages if message["author"] == "assistant"}
    silent = [turn for turn in citizen.turns if turn["turn"] not in replied]
    assert silent == []
    text = "\n".join(message["text"] for message in messages)
    assert set(re.findall(r"mark\d\d", text)) <= {citizen.mark}


async def signed_in(address: str, login: str) -> tuple[Staff, str]:
    database = Database(address)
    staff = await StaffAccounts(database).create(login, f"{login} of it", "agent", None, "test")
    async with database.session() as session:
        account = await session.get_one(StaffAccount, staff.id)
        token = await begin_session(session, account, SignInRules())
    await database.close()
    return staff, token


async def submit(url: str, token: str, path: str, **fields: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=url, timeout=60, trust_env=False) as http:
        http.cookies.set(COOKIE, token)
        return await http.post(path, data={"csrf": csrf_of(token), **fields})


async def test_a_takeover_outlives_the_server_it_was_made_on(whole: TwoByTwo, address: str) -> None:
    staff, token = await signed_in(address, "ana")
    other, others_token = await signed_in(address, "ben")
    one, two = whole.server_urls
    async with client(whole.url) as http, client(two) as direct:
        citizen = Citizen(http, "a citizen")
        await citizen.begin()
        await citizen.say(QUESTION)
        path = f"/desk/conversations/{citizen.id}"
        events = f"{citizen.path}/events"
        async with direct.stream("GET", events, headers=citizen.headers) as heard:
            lines = aiter(heard.aiter_lines())
            assert await anext(lines) == ": listening"
            both = await asyncio.gather(
                submit(one, token, f"{path}/join"), submit(two, others_token, f"{path}/join")
            )
            assert sorted(reply.status_code for reply in both) == [303, 409]
            owner = token if both[0].status_code == 303 else others_token
            await submit(one, owner, f"{path}/messages", text="Hello from the first server")
            async with asyncio.timeout(10):
                async for line in lines:
                    if "Hello from the first server" in line:
                        break
        whole.kill(whole.servers[0])
        assert (await citizen.say("are you there?"))["status"] == "handed_off"
        reply = await submit(two, owner, f"{path}/messages", text="Still here")
        assert reply.status_code == 303
        async with stored(address) as session:
            owner_id = await session.scalar(
                select(Conversation.owner_id).where(Conversation.id == citizen.id)
            )
        assert owner_id == (staff.id if owner == token else other.id)
        assert [m["text"] for m in await citizen.transcript()][-1] == "Still here"
        whole.servers[0].start()
        whole.wait_until_whole()
