"""Tests of the outbox: what is kept for help desks, and when those who deliver are woken."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.database import Database
from server.helpdesk.local import LocalDesk
from server.helpdesk.models import Delivery
from server.helpdesk.ports import Event
from server.helpdesk.service import CONTACT_FIELDS, TICKET_FIELDS, Outbox
from server.helpdesk.worker import DeliveryWorker
from server.privacy.identifiers import IdentifierRecognizer
from server.privacy.masking import Masker
from tests.server.running import Stage, copied_database

REFERENCE = "T-7F3K-92QD"
ARGUMENTS = ("self", "session", "event", "subject")
TOLD: dict[str, Any] = {
    "status": "new",
    "topic": "filing",
    "question": "My SSN is 524-71-9083, when is it due?",
    "name": "Jo Citizen",
    "contact": "jo@example.org",
    "reply": "the text of a reply",
}


class OnlyClosed(LocalDesk):
    name = "only_closed"
    events: frozenset[Event] = frozenset({"ticket.closed"})


@pytest.fixture
async def database(tmp_path: Path, stage: Stage) -> AsyncIterator[Database]:
    opened = copied_database(tmp_path, stage)
    yield opened
    await opened.close()


async def kept(database: Database) -> Sequence[Delivery]:
    async with database.session() as session:
        return (await session.scalars(select(Delivery).order_by(Delivery.id))).all()


async def tell(database: Database, outbox: Outbox, event: Event = "ticket.opened") -> None:
    async with database.session() as session:
        outbox.tell(session, event, REFERENCE, **TOLD)


async def test_a_notice_holds_what_may_leave_and_nothing_else(database: Database) -> None:
    await tell(database, Outbox([LocalDesk()], Masker(IdentifierRecognizer())))
    (delivery,) = await kept(database)
    assert delivery.payload == {
        "status": "new",
        "topic": "filing",
        "question": "My SSN is [SSN], when is it due?",
    }
    assert (delivery.state, delivery.attempts, delivery.subject) == ("pending", 0, REFERENCE)


async def test_contact_details_leave_only_where_a_setting_says_so(database: Database) -> None:
    await tell(database, Outbox([LocalDesk()], shares_contact=True))
    (delivery,) = await kept(database)
    assert delivery.contact == {"name": "Jo Citizen", "contact": "jo@example.org"}
    assert not {"reply", "name", "contact"} & delivery.payload.keys()
    await DeliveryWorker(database, LocalDesk(), asyncio.Event()).work_off()
    (delivered,) = await kept(database)
    assert (delivered.state, delivered.contact) == ("delivered", None)


ANY_VALUE = st.one_of(st.none(), st.text(), st.integers(), st.booleans())
ANY_FIELD = st.one_of(st.sampled_from([*TICKET_FIELDS, *CONTACT_FIELDS, "reply"]), st.text())


@given(st.dictionaries(ANY_FIELD, ANY_VALUE), st.booleans())
@settings(deadline=None)
def test_whatever_is_told_only_the_listed_fields_leave_as_json(
    payload: dict[str, Any], shares_contact: bool
) -> None:
    payload = {name: value for name, value in payload.items() if name not in ARGUMENTS}
    outbox = Outbox([LocalDesk()], shares_contact=shares_contact)
    allowed = {*TICKET_FIELDS, *(CONTACT_FIELDS if shares_contact else ())}
    shown = told(outbox, payload)
    assert shown == {name: value for name, value in payload.items() if name in allowed}
    assert json.loads(json.dumps(shown)) == shown


@given(before=st.text(), after=st.text())
@settings(deadline=None)
def test_wherever_a_number_stands_in_a_question_it_does_not_leave(before: str, after: str) -> None:
    question = f"{before} my ssn is 524-71-9083 {after}"
    outbox = Outbox([LocalDesk()], Masker(IdentifierRecognizer()))
    assert "524-71-9083" not in told(outbox, {"question": question})["question"]


def told(outbox: Outbox, payload: dict[str, Any]) -> dict[str, Any]:
    """What is kept of it, before it is stored."""
    session = AsyncSession()
    outbox.tell(session, "ticket.opened", REFERENCE, **payload)
    (delivery,) = session.new
    assert isinstance(delivery, Delivery)
    return {**delivery.payload, **(delivery.contact or {})}


async def test_a_help_desk_is_told_of_its_events_alone(database: Database) -> None:
    outbox = Outbox([LocalDesk(), OnlyClosed()])
    await tell(database, outbox, "ticket.opened")
    await tell(database, outbox, "ticket.closed")
    found = [(row.helpdesk, row.event) for row in await kept(database)]
    assert found == [
        ("local", "ticket.opened"),
        ("local", "ticket.closed"),
        ("only_closed", "ticket.closed"),
    ]


async def test_one_notice_has_one_id_for_all_help_desks(database: Database) -> None:
    outbox = Outbox([LocalDesk(), OnlyClosed()])
    await tell(database, outbox, "ticket.closed")
    await tell(database, outbox, "ticket.closed")
    ids = [row.notice_id for row in await kept(database)]
    assert ids[0] == ids[1]
    assert ids[2] == ids[3]
    assert len(set(ids)) == 2


async def test_what_is_rolled_back_is_told_to_nobody(database: Database) -> None:
    outbox = Outbox([LocalDesk()])
    woken = outbox.woken()

    async def fail() -> None:
        async with database.session() as session:
            outbox.tell(session, "ticket.opened", REFERENCE)
            await session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await kept(database) == []
    assert not woken.is_set()


async def test_who_delivers_is_woken_by_the_commit_and_not_before(database: Database) -> None:
    outbox = Outbox([LocalDesk()])
    woken = outbox.woken()
    async with database.session() as session:
        outbox.tell(session, "ticket.opened", REFERENCE)
        await session.flush()
        assert not woken.is_set()
    assert woken.is_set()
