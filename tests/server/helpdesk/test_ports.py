"""Tests that hold every help desk to the port: built-in, webhook and both kinds of mail."""

import datetime as dt
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass, replace
from email.headerregistry import Address
from typing import Any, Protocol

import pytest
from structlog.testing import capture_logs

from server.helpdesk.email import CitizenMail, CitizenTicket, StaffMail
from server.helpdesk.local import LocalDesk
from server.helpdesk.ports import DeliveryFailed, HelpDesk, Notice
from server.helpdesk.smtp import MailServer, SmtpAddress
from server.helpdesk.webhook import WebhookDesk
from tests.server.helpdesk.receivers import (
    LOOPBACK,
    WORDS,
    HttpReceiver,
    MailReceiver,
    Mood,
    free_port,
    http_receiver,
    mail_receiver,
)

REFERENCE = "T-7F3K-92QD"
NOTICE = Notice(
    id="msg_0123",
    event="ticket.staff_replied",
    subject=REFERENCE,
    occurred_at=dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC),
    payload={"status": "waiting", "topic": "filing", "priority": "normal", "question": "When?"},
)
KEY = b"k" * 24
SENDER, STAFF = Address("Tax Agency", "no-reply", "agency.example"), Address("", "t", "agency.org")


class Receiver(Protocol):
    """What came in, in the order it came."""

    mood: Mood

    @property
    def ids(self) -> list[str]: ...

    @property
    def texts(self) -> list[str]: ...

    @property
    def raw(self) -> str: ...


@dataclass
class LogReceiver:
    """The built-in desk's receiver: log lines. It takes all."""

    lines: Sequence[MutableMapping[str, Any]]
    mood: Mood = "takes"

    @property
    def ids(self) -> list[str]:
        return [line["notice"] for line in self.lines]

    @property
    def texts(self) -> list[str]:
        return [str(line) for line in self.lines]

    @property
    def raw(self) -> str:
        return "".join(self.texts)


@dataclass(frozen=True)
class Link:
    """A help desk and who receives what it delivers."""

    desk: HelpDesk
    receiver: Receiver


def desk_url(reference: str) -> str:
    return f"https://server.example/desk/tickets/{reference}"


async def ticket_of(reference: str) -> CitizenTicket:
    return CitizenTicket("jo@example.org", f"https://server.example/tickets/{reference}#secret")


def mail_server(port: int, seconds: float = 5) -> MailServer:
    address = SmtpAddress(LOOPBACK, port, False, False, None, None)
    return MailServer(address, timeout_seconds=seconds)


MAKERS: dict[str, Callable[[int, float], HelpDesk]] = {
    "webhook": lambda port, seconds: WebhookDesk(
        f"http://{LOOPBACK}:{port}/hook", [KEY], desk_url, timeout_seconds=seconds
    ),
    "email": lambda port, seconds: StaffMail(mail_server(port, seconds), SENDER, STAFF, desk_url),
    "citizen_email": lambda port, seconds: CitizenMail(
        mail_server(port, seconds), SENDER, ticket_of
    ),
}


def link(name: str, seconds: float = 5) -> Iterator[Link]:
    if name == "local":
        with capture_logs() as lines:
            yield Link(LocalDesk(), LogReceiver(lines))
        return
    receiving = http_receiver() if name == "webhook" else mail_receiver()
    with receiving as receiver:
        assert isinstance(receiver, HttpReceiver | MailReceiver)
        yield Link(MAKERS[name](receiver.port, seconds), receiver)


@pytest.fixture(params=["local", *MAKERS])
def any_link(request: pytest.FixtureRequest) -> Iterator[Link]:
    yield from link(request.param)


@pytest.fixture(params=list(MAKERS))
def remote(request: pytest.FixtureRequest) -> Iterator[Link]:
    yield from link(request.param)


@pytest.fixture(params=list(MAKERS))
def impatient(request: pytest.FixtureRequest) -> Iterator[Link]:
    """One that waits a third of a second for its receiver."""
    yield from link(request.param, 0.3)


async def failure(desk: HelpDesk, notice: Notice = NOTICE) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as caught:
        await desk.deliver(notice)
    return caught.value


async def test_a_notice_arrives_with_its_id_and_reference(any_link: Link) -> None:
    await any_link.desk.deliver(NOTICE)
    assert any_link.receiver.ids == ["msg_0123"]
    assert REFERENCE in any_link.receiver.texts[0]


async def test_a_repeat_has_the_same_id_and_other_notices_another(any_link: Link) -> None:
    for notice in (NOTICE, NOTICE, replace(NOTICE, id="msg_0456")):
        await any_link.desk.deliver(notice)
    assert any_link.receiver.ids == ["msg_0123", "msg_0123", "msg_0456"]


async def test_what_a_receiver_cannot_take_now_is_not_final(remote: Link) -> None:
    remote.receiver.mood = "later"
    assert not (await failure(remote.desk)).is_final
    remote.receiver.mood = "takes"
    await remote.desk.deliver(NOTICE)
    assert remote.receiver.ids[-1] == NOTICE.id


async def test_what_a_receiver_refuses_is_final(remote: Link) -> None:
    remote.receiver.mood = "refuses"
    assert (await failure(remote.desk)).is_final


async def test_a_slow_receiver_is_given_up_for_now(impatient: Link) -> None:
    impatient.receiver.mood = "slow"
    failed = await failure(impatient.desk)
    assert not failed.is_final
    assert "too long" in failed.problem


@pytest.mark.parametrize("name", list(MAKERS))
async def test_a_receiver_that_is_away_may_come_back(name: str) -> None:
    failed = await failure(MAKERS[name](free_port(), 5))
    assert not failed.is_final
    assert failed.problem.startswith("No connection")


@pytest.mark.parametrize("mood", ["later", "refuses"])
async def test_a_problem_repeats_no_word_of_the_receiver(remote: Link, mood: Mood) -> None:
    remote.receiver.mood = mood
    problem = (await failure(remote.desk)).problem
    assert problem
    assert WORDS not in problem
    assert "@" not in problem


async def test_letters_of_any_language_arrive(remote: Link) -> None:
    notice = replace(NOTICE, payload={"topic": "déclaration – 申告 ✓", "question": "¿Cuándo?"})
    await remote.desk.deliver(notice)
    if remote.desk.name != "citizen_email":
        assert "déclaration – 申告 ✓" in remote.receiver.texts[0]


INJECTED = "filing\r\nBcc: thief@example.org\r\n\r\n.\r\nMAIL FROM:<x@example.org>"


async def test_line_breaks_in_a_payload_make_no_header_and_no_command(remote: Link) -> None:
    payload = {"topic": INJECTED, "status": INJECTED, "priority": INJECTED, "question": INJECTED}
    await remote.desk.deliver(replace(NOTICE, payload=payload))
    receiver = remote.receiver
    assert len(receiver.ids) == 1
    if isinstance(receiver, MailReceiver):
        (recipients, mail), *_ = receiver.mails
        assert mail["Bcc"] is None
        assert recipients in (["t@agency.org"], ["jo@example.org"])
    elif isinstance(receiver, HttpReceiver):
        assert "bcc" not in receiver.posts[0][0]


@pytest.mark.parametrize("subject", [f"{REFERENCE}\r\nBcc: thief@example.org", "T\n", "", "T x"])
async def test_a_faulty_reference_reaches_no_header(remote: Link, subject: str) -> None:
    notice = replace(NOTICE, subject=subject)
    receiver = remote.receiver
    if isinstance(receiver, MailReceiver):
        assert (await failure(remote.desk, notice)).is_final
        assert receiver.mails == []
    elif isinstance(receiver, HttpReceiver):
        await remote.desk.deliver(notice)
        assert "bcc" not in receiver.posts[0][0]
