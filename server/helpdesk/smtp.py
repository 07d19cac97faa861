"""Owns the way to the mail server: its address, sending one message, what a refusal means."""

import asyncio
import socket
import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import unquote, urlsplit

import aiosmtplib
from email_validator import EmailNotValidError, validate_email

from server.helpdesk.ports import DeliveryFailed

TIMEOUT_SECONDS = 20.0
# Scheme: port, TLS from the start, TLS demanded after the greeting.
_SCHEMES = {
    "smtp": (25, False, False),
    "smtp+starttls": (587, False, True),
    "smtps": (465, True, False),
}
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
# Refused credentials are mended by an admin, and then all that waits should go out.
_MENDED_BY_ADMIN = (530, 534, 535)


@dataclass(frozen=True)
class SmtpAddress:
    """Where mail is handed over, such as smtp+starttls://user:password@mail.agency.example:587."""

    host: str
    port: int
    use_tls: bool
    start_tls: bool
    username: str | None
    password: str | None


def smtp_address(url: str) -> SmtpAddress:
    """Raises ValueError, which repeats nothing of the address: a password may be in it."""
    try:
        parts = urlsplit(url)
        host, given_port = parts.hostname, parts.port
    except ValueError:
        raise ValueError("the address of the mail server has a faulty port") from None
    if parts.scheme not in _SCHEMES or not host or parts.path.strip("/"):
        raise ValueError(f"the address of the mail server is {'|'.join(_SCHEMES)}://host:port")
    port, use_tls, start_tls = _SCHEMES[parts.scheme]
    if parts.username and not use_tls and not start_tls and host not in _LOOPBACK:
        raise ValueError("a password is sent over smtps:// or smtp+starttls:// only")
    return SmtpAddress(
        host=host,
        port=given_port or port,
        use_tls=use_tls,
        start_tls=start_tls,
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


def own_address(text: str) -> Address:
    """An address of the settings, with or without a name before it. Raises ValueError."""
    header = SMTP.header_factory("To", text)
    addresses: tuple[Address, ...] = header.addresses
    if len(addresses) != 1 or header.defects or not addresses[0].domain:
        raise ValueError("an e-mail address is needed, such as Tax Agency <help@agency.example>")
    return addresses[0]


def mail_address(contact: str) -> Address | None:
    """What a citizen gave, where it is one e-mail address and nothing else."""
    try:
        found = validate_email(contact, check_deliverability=False)
    except EmailNotValidError:
        return None
    return Address(username=found.local_part, domain=found.ascii_domain)


class MailServer:
    """Hands messages over, each on a connection of its own."""

    def __init__(self, address: SmtpAddress, *, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._address = address
        self._seconds = timeout_seconds
        secured = address.use_tls or address.start_tls
        self._tls = ssl.create_default_context() if secured else None

    async def send(self, message: EmailMessage, sender: Address, to: Address) -> None:
        """Raises DeliveryFailed with the server's code, without its words: they name people."""
        try:
            async with asyncio.timeout(self._seconds):
                await self._hand_over(message, sender, to)
        except TimeoutError:  # aiosmtplib's own are among them
            raise DeliveryFailed("The mail server took too long.", is_final=False) from None
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _refusal(max(each.code for each in error.recipients)) from None
        except aiosmtplib.SMTPResponseException as error:
            raise _refusal(error.code) from None
        except aiosmtplib.SMTPNotSupported:
            problem = "The mail server cannot take such an address, or no TLS or password."
            raise DeliveryFailed(problem, is_final=True) from None
        except (aiosmtplib.SMTPException, OSError) as error:
            problem = f"No connection to the mail server ({type(error).__name__})."
            raise DeliveryFailed(problem, is_final=False) from None

    async def _hand_over(self, message: EmailMessage, sender: Address, to: Address) -> None:
        address = self._address
        await aiosmtplib.send(
            message,
            sender=sender.addr_spec,
            recipients=[to.addr_spec],
            hostname=address.host,
            port=address.port,
            username=address.username,
            password=address.password,
            local_hostname=socket.gethostname(),
            timeout=self._seconds,
            use_tls=address.use_tls,
            start_tls=address.start_tls,
            tls_context=self._tls,
        )


def _refusal(code: int) -> DeliveryFailed:
    is_final = 500 <= code < 600 and code not in _MENDED_BY_ADMIN
    return DeliveryFailed(f"The mail server replied with code {code}.", is_final=is_final)
