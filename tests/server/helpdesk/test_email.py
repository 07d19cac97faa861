"""Tests of the mails: what staff and citizens get to read, and when nobody gets any."""

import asyncio
import contextlib
import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default as mail_policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.helpdesk.email import CitizenMail, CitizenTicket, StaffMail
from server.helpdesk.ports import DeliveryFailed, Notice
from server.helpdesk.smtp import MailServer, SmtpAddress
from tests.server.helpdesk.receivers import LOOPBACK, MailReceiver, mail_receiver

REFERENCE = "T-7F3K-92QD"
LINK = f"https://server.example/tickets/{REFERENCE}#0a1b2c"
NOTICE = Notice(
    id="msg_0123",
    event="ticket.staff_replied",
    subject=REFERENCE,
    occurred_at=dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC),
    payload={
        "status": "waiting",
        "topic": "filing",
        "priority": "high",
        "question": "My divorce: when is it due?",
        "name": "Jo Citizen",
        "reply": "Your return is due on April 15.",
    },
)
SENDER = Address("Tax Agency", "no-reply", "agency.example")


@pytest.fixture
def receiver() -> Iterator[MailReceiver]:
    with mail_receiver() as opened:
        yield opened


def server(receiver: MailReceiver) -> MailServer:
    return MailServer(SmtpAddress(LOOPBACK, receiver.port, False, False, None, None))


def citizen_mail(receiver: MailReceiver, contact: str | None) -> CitizenMail:
    async def ticket_of(reference: str) -> CitizenTicket | None:
        return None if contact is None else CitizenTicket(contact, LINK)

    return CitizenMail(server(receiver), SENDER, ticket_of)


def staff_mail(receiver: MailReceiver) -> StaffMail:
    to = Address("", "tickets", "agency.example")
    return StaffMail(server(receiver), SENDER, to, lambda reference: f"https://s/desk/{reference}")


async def test_a_citizen_reads_that_there_is_a_reply_and_where(receiver: MailReceiver) -> None:
    await citizen_mail(receiver, "jo@example.org").deliver(NOTICE)
    ((recipients, mail),) = receiver.mails
    assert recipients == ["jo@example.org"]
    assert mail["Subject"] == f"There is a reply to your ticket ({REFERENCE})"
    assert mail["From"] == "Tax Agency <no-reply@agency.example>"
    assert mail["Message-ID"] == "<msg_0123.citizen_email@agency.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert LINK in mail.get_content().splitlines()


async def test_neither_reply_nor_question_nor_name_is_in_a_mail(receiver: MailReceiver) -> None:
    await citizen_mail(receiver, "jo@example.org").deliver(NOTICE)
    await staff_mail(receiver).deliver(replace(NOTICE, event="ticket.opened"))
    assert len(receiver.mails) == 2
    for typed in ("April", "divorce", "Jo Citizen"):
        assert typed not in receiver.raw


@pytest.mark.parametrize(
    "contact", [None, "(555) 010-2030", "jo@example.org, eve@example.org", "jo@a\r\nBcc: e@b.org"]
)
async def test_who_gave_no_mail_address_gets_no_mail(
    receiver: MailReceiver, contact: str | None
) -> None:
    await citizen_mail(receiver, contact).deliver(NOTICE)
    assert receiver.mails == []


@pytest.mark.parametrize("contact", ["jo@büro.example.org", "żółw@example.org"])
async def test_addresses_in_any_script_are_reached(receiver: MailReceiver, contact: str) -> None:
    await citizen_mail(receiver, contact).deliver(NOTICE)
    assert len(receiver.mails) == 1


async def test_staff_read_what_happened_and_where_to_go(receiver: MailReceiver) -> None:
    await staff_mail(receiver).deliver(replace(NOTICE, event="ticket.opened"))
    ((recipients, mail),) = receiver.mails
    assert recipients == ["tickets@agency.example"]
    assert mail["Subject"] == f"A new ticket was opened ({REFERENCE})"
    assert mail.get_content().replace("\r\n", "\n") == (
        f"A new ticket was opened.\n\nTicket: {REFERENCE}\nStatus: waiting\nTopic: filing\n"
        f"Priority: high\n\nOpen it at the desk:\nhttps://s/desk/{REFERENCE}\n"
    )


async def test_each_kind_of_mail_has_an_id_of_its_own(receiver: MailReceiver) -> None:
    await citizen_mail(receiver, "jo@example.org").deliver(NOTICE)
    await staff_mail(receiver).deliver(NOTICE)
    assert len({mail["Message-ID"] for _, mail in receiver.mails}) == 2


def test_staff_are_mailed_only_where_they_must_do_something() -> None:
    assert StaffMail.events == {"ticket.opened", "ticket.citizen_replied", "ticket.reopened"}
    assert CitizenMail.events == {"ticket.staff_replied"}


class Collected(MailServer):
    """Keeps what would be sent, as it would go over the wire."""

    def __init__(self) -> None:
        super().__init__(SmtpAddress(LOOPBACK, 25, False, False, None, None))
        self.sent: list[bytes] = []

    async def send(self, message: EmailMessage, sender: Address, to: Address) -> None:
        self.sent.append(message.as_bytes())


HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type",
    "Content-Transfer-Encoding", "MIME-Version",
]  # fmt: skip
ANY_WORDS = st.text(st.characters(codec="utf-8"), max_size=200)


@given(id_=ANY_WORDS, subject=ANY_WORDS | st.just(REFERENCE), topic=ANY_WORDS, contact=ANY_WORDS)
@settings(deadline=None, max_examples=50)
def test_whatever_is_in_a_notice_a_mail_has_its_headers_and_no_other(
    id_: str, subject: str, topic: str, contact: str
) -> None:
    collected = Collected()

    async def ticket_of(reference: str) -> CitizenTicket:
        return CitizenTicket(contact, LINK)

    to = Address("", "tickets", "agency.example")
    notice = replace(NOTICE, id=id_, subject=subject, payload={"topic": topic, "status": topic})
    for known in (notice, replace(notice, id="msg_1"), replace(notice, id="msg_1", subject="T-1")):
        for mail in (
            StaffMail(collected, SENDER, to, lambda reference: LINK),
            CitizenMail(collected, SENDER, ticket_of),
        ):
            with contextlib.suppress(DeliveryFailed):
                asyncio.run(mail.deliver(known))
    assert collected.sent
    for content in collected.sent:
        parsed = message_from_bytes(content, policy=mail_policy)
        assert sorted(parsed.keys()) == sorted(HEADERS)
        assert LINK in parsed.get_content()
