"""Tests of deliveries in a running server: from what staff do to real receivers."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select, update

from actions.ports import TicketRequest
from server.database import Database, utc_now
from server.helpdesk.models import Delivery
from tests.server.helpdesk.receivers import (
    LOOPBACK,
    HttpReceiver,
    MailReceiver,
    free_port,
    http_receiver,
    mail_receiver,
)
from tests.server.running import Running, Stage, running

SECRET = f"whsec_{base64.b64encode(b'k' * 32).decode()}"
URL = "https://assistant.example"
REPLY = "Your return is due on April 15. My own SSN is 524-71-9083."


@dataclass(frozen=True)
class Told:
    """A server, and those it tells."""

    server: Running
    http: HttpReceiver
    mail: MailReceiver

    async def ticket(self, contact: str) -> str:
        chat = await self.server.chat()
        request = TicketRequest(
            chat.id, f"key {contact}", "When is it due after my divorce?", "Jo Citizen", contact
        )
        return (await self.server.parts.tickets.open(request)).reference

    async def settle(self) -> None:
        """Until nothing waits."""
        async with asyncio.timeout(20):
            while (await self.server.parts.deliveries.overview()).total("pending"):
                continue


@pytest.fixture
def receivers() -> Iterator[tuple[HttpReceiver, MailReceiver]]:
    with http_receiver() as http, mail_receiver() as mail:
        yield http, mail


@pytest.fixture
async def told(
    tmp_path: Path, stage: Stage, receivers: tuple[HttpReceiver, MailReceiver]
) -> AsyncIterator[Told]:
    http, mail = receivers
    async with running(
        tmp_path,
        stage,
        webhook_url=http.url,
        webhook_secret=SecretStr(SECRET),
        smtp_url=SecretStr(f"smtp://{LOOPBACK}:{mail.port}"),
        mail_from="no-reply@agency.example",
        public_url=URL,
    ) as server:
        yield Told(server, http, mail)


async def test_a_reply_reaches_the_webhook_and_its_link_the_citizen(told: Told) -> None:
    reference = await told.ticket("jo@example.org")
    staff = (await told.server.staff()).staff
    await told.server.parts.work.reply(reference, staff, REPLY, needs_answer=False)
    await told.settle()

    replied = [json.loads(body) for _, body in told.http.posts if b"staff_replied" in body]
    assert [notice["data"]["reference"] for notice in replied] == [reference]
    assert replied[0]["data"]["desk_url"] == f"{URL}/desk/tickets/{reference}"
    ((recipients, mail),) = told.mail.mails
    assert recipients == ["jo@example.org"]
    (link,) = (line for line in mail.get_content().splitlines() if line.startswith(URL))
    path, _, secret = link.removeprefix(URL).partition("#")
    ticket = await told.server.http.get(
        f"/api{path}", headers={"Authorization": f"Bearer {secret}"}
    )
    assert ticket.json()["reference"] == reference


async def test_nothing_personal_leaves_the_server(told: Told) -> None:
    reference = await told.ticket("jo@example.org")
    staff = (await told.server.staff()).staff
    await told.server.parts.work.reply(reference, staff, REPLY, needs_answer=True)
    await told.server.parts.work.note(reference, staff, "an internal note")
    await told.server.parts.work.close(reference, staff)
    await told.settle()
    bodies = told.http.raw
    assert bodies
    for personal in ("jo@example.org", "Jo Citizen", "April", "524-71-9083", "internal note"):
        assert personal not in bodies
    assert told.server.parts.tickets.url_of(reference).partition("#")[2] not in bodies
    for personal in ("Jo Citizen", "April", "524-71-9083", "internal note", "divorce"):
        assert personal not in told.mail.raw


async def test_who_gave_a_phone_number_gets_no_mail(told: Told) -> None:
    reference = await told.ticket("(555) 010-2030")
    staff = (await told.server.staff()).staff
    await told.server.parts.work.reply(reference, staff, REPLY, needs_answer=False)
    await told.settle()
    assert told.mail.mails == []


async def test_a_help_desk_that_is_away_keeps_no_other_waiting_and_is_retried_by_an_admin(
    told: Told,
) -> None:
    told.http.mood = "refuses"
    reference = await told.ticket("jo@example.org")
    admin = await told.server.staff("admin")
    await told.server.parts.work.reply(reference, admin.staff, REPLY, needs_answer=False)
    await told.settle()
    assert len(told.mail.mails) == 1
    refused = set(told.http.ids)
    assert (await told.server.parts.deliveries.overview()).total("dead") == len(refused)

    told.http.mood = "takes"
    told.http.posts.clear()
    assert (await admin.submit("/desk/deliveries/retry")).status_code == 303
    await told.settle()
    assert set(told.http.ids) == refused
    assert (await told.server.parts.deliveries.overview()).total("dead") == 0


async def test_what_was_told_before_a_stop_is_delivered_after_the_next_start(
    tmp_path: Path, stage: Stage
) -> None:
    (tmp_path / "first").mkdir()
    (tmp_path / "second").mkdir()
    away = f"http://{LOOPBACK}:{free_port()}/hook"
    secret = SecretStr(SECRET)
    folder = tmp_path / "first"
    async with (
        running(folder, stage, webhook_url=away, webhook_secret=secret) as server,
        server.parts.database.session() as session,
    ):
        server.parts.outbox.tell(session, "ticket.closed", "T-7F3K-92QD", status="closed")
        address = server.parts.database.url
    await make_due(address)
    with http_receiver() as http:
        second = tmp_path / "second"
        async with running(
            second, stage.on(address), webhook_url=http.url, webhook_secret=secret
        ) as server:
            await Told(server, http, MailReceiver(0)).settle()
        assert len(http.ids) == 1


async def make_due(address: str) -> None:
    """As after the waits."""
    database = Database(address)
    async with database.session() as session:
        await session.execute(update(Delivery).values(next_at=utc_now() - timedelta(days=1)))
        assert (await session.scalars(select(Delivery.state))).all() == ["pending"]
    await database.close()
