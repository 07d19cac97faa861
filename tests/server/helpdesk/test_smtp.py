"""Tests of the way to the mail server."""

from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path

import pytest

from server.helpdesk.ports import DeliveryFailed
from server.helpdesk.smtp import MailServer, SmtpAddress, mail_address, own_address, smtp_address
from tests.server.helpdesk.receivers import LOOPBACK, certificate, mail_receiver

SENDER, TO = Address("", "no-reply", "agency.example"), Address("", "jo", "example.org")


def message() -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = SENDER, TO, "A reply"
    made.set_content("There is a reply.")
    return made


def server(port: int, *, start_tls: bool = False, password: str | None = None) -> MailServer:
    login = None if password is None else "clerk"
    address = SmtpAddress(LOOPBACK, port, False, start_tls, login, password)
    return MailServer(address, timeout_seconds=5)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", SmtpAddress("mail.example", 25, False, False, None, None)),
        ("smtps://mail.example", SmtpAddress("mail.example", 465, True, False, None, None)),
        (
            "smtp+starttls://clerk:p%40ss%3Aword@mail.example:2587",
            SmtpAddress("mail.example", 2587, False, True, "clerk", "p@ss:word"),
        ),
        ("smtp://clerk:pw@localhost:25", SmtpAddress("localhost", 25, False, False, "clerk", "pw")),
    ],
)
def test_addresses_of_mail_servers(url: str, expected: SmtpAddress) -> None:
    assert smtp_address(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtps://mail.example/path",
        "smtp://clerk:hunter2@mail.example",
        "smtps://clerk:hunter2@mail.example:port",
    ],
)
def test_faulty_addresses_are_refused_without_their_password(url: str) -> None:
    with pytest.raises(ValueError, match=r"the mail server|a password is sent") as caught:
        smtp_address(url)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        ("jo@example.org", "jo@example.org"),
        ("jo@büro.example.org", "jo@xn--bro-hoa.example.org"),
        ("(555) 010-2030", None),
        ("", None),
        ("jo@example.org, eve@example.org", None),
        ("Jo <jo@example.org>", None),
        ("jo@example.org\r\nBcc: eve@example.org", None),
        ("jo@example.org\n", None),
        ("jo@[127.0.0.1]", None),
        ("jo@localhost", None),
    ],
)
def test_a_contact_is_mailed_only_where_it_is_one_address(
    contact: str, expected: str | None
) -> None:
    found = mail_address(contact)
    assert (None if found is None else found.addr_spec) == expected


def test_our_own_address_may_have_a_name() -> None:
    found = own_address("Tax Agency <no-reply@agency.example>")
    assert (found.display_name, found.addr_spec) == ("Tax Agency", "no-reply@agency.example")
    assert own_address("no-reply@agency.example").addr_spec == "no-reply@agency.example"


@pytest.mark.parametrize("text", ["", "agency", "a@b.c, d@e.f", "Agency <>", "a@b.c\r\nBcc: d@e.f"])
def test_other_addresses_of_ours_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        own_address(text)


async def failure(sending: MailServer) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as caught:
        await sending.send(message(), SENDER, TO)
    return caught.value


async def test_login_and_password_are_used() -> None:
    with mail_receiver(needs_login=True) as receiver:
        await server(receiver.port, password="s3cret").send(message(), SENDER, TO)
        assert receiver.mails[0][0] == ["jo@example.org"]


async def test_a_wrong_password_is_mended_by_an_admin_so_it_is_not_final() -> None:
    with mail_receiver(needs_login=True) as receiver:
        assert not (await failure(server(receiver.port, password="wrong"))).is_final
        assert set(receiver.passwords) == {b"wrong"}
        assert receiver.mails == []


async def test_where_tls_is_demanded_nothing_is_sent_without() -> None:
    with mail_receiver(needs_login=True) as receiver:
        await failure(server(receiver.port, start_tls=True, password="s3cret"))
        assert (receiver.mails, receiver.passwords) == ([], [])


async def test_a_certificate_nobody_trusts_gets_no_password(tmp_path: Path) -> None:
    _, tls = certificate(tmp_path)
    with mail_receiver(needs_login=True, start_tls=tls) as receiver:
        failed = await failure(server(receiver.port, start_tls=True, password="s3cret"))
        assert not failed.is_final
        assert (receiver.mails, receiver.passwords) == ([], [])


async def test_starttls_with_a_trusted_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem, tls = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with mail_receiver(needs_login=True, start_tls=tls) as receiver:
        await server(receiver.port, start_tls=True, password="s3cret").send(message(), SENDER, TO)
        assert len(receiver.mails) == 1


async def test_tls_from_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pem, tls = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with mail_receiver(tls=tls) as receiver:
        address = smtp_address(f"smtps://{LOOPBACK}:{receiver.port}")
        await MailServer(address, timeout_seconds=5).send(message(), SENDER, TO)
        assert len(receiver.mails) == 1
