"""Owns the receivers of the tests: a real HTTP server and a real SMTP server, and one of logs."""

import asyncio
import datetime as dt
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as mail_policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Mood = Literal["takes", "later", "refuses", "slow"]
LOOPBACK = "127.0.0.1"
# What a server says when it refuses: such words repeat what they were sent.
WORDS = "unknown user jo@example.org"


@dataclass
class HttpReceiver:
    """`posts` are headers (lower case) and body; `replies` the statuses of each mood."""

    port: int
    mood: Mood = "takes"
    status: dict[Mood, int] = field(default_factory=lambda: {"later": 503, "refuses": 400})
    headers: dict[str, str] = field(default_factory=dict)
    posts: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}/hook"

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.posts]

    @property
    def texts(self) -> list[str]:
        return [str(json.loads(body)) for _, body in self.posts]

    @property
    def raw(self) -> str:
        return "".join(f"{headers}{body.decode()}" for headers, body in self.posts)


@contextmanager
def http_receiver() -> Iterator[HttpReceiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            receiver.paths.append(self.path)
            if receiver.mood == "slow":
                receiver.released.wait(30)
                return
            receiver.posts.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(receiver.status.get(receiver.mood, 204), WORDS)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
    receiver = HttpReceiver(server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield receiver
    finally:
        receiver.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class MailReceiver:
    """`mails` are the recipients and the message. Login and password: clerk, s3cret."""

    port: int
    mood: Mood = "takes"
    mails: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    contents: list[bytes] = field(default_factory=list)
    passwords: list[bytes] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        """The part of the Message-ID that a receiver knows the notice by."""
        return [str(mail["Message-ID"]).strip("<>").split(".")[0] for _, mail in self.mails]

    @property
    def texts(self) -> list[str]:
        return [f"{mail['Subject']}\n{mail.get_content()}" for _, mail in self.mails]

    @property
    def raw(self) -> str:
        return "".join(content.decode() for content in self.contents) + "".join(self.texts)

    async def handle_DATA(self, _: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.mood == "slow":
            await asyncio.sleep(30)
        if self.mood == "later":
            return f"451 {WORDS}"
        if self.mood == "refuses":
            return f"550 {WORDS}"
        content = envelope.content or b""
        self.contents.append(content if isinstance(content, bytes) else content.encode())
        message = message_from_bytes(self.contents[-1], policy=mail_policy)
        assert isinstance(message, EmailMessage)
        self.mails.append((list(envelope.rcpt_tos), message))
        return "250 OK"

    def check(self, *given: Any) -> AuthResult:
        """Of login and password, as aiosmtpd asks it."""
        login = given[4]
        assert isinstance(login, LoginPassword)
        self.passwords.append(login.password)
        fits = (login.login, login.password) == (b"clerk", b"s3cret")
        return AuthResult(success=fits, handled=False)


@contextmanager
def mail_receiver(
    *,
    needs_login: bool = False,
    start_tls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
) -> Iterator[MailReceiver]:
    receiver = MailReceiver(free_port())
    controller = Controller(
        receiver,
        hostname=LOOPBACK,
        port=receiver.port,
        ssl_context=tls,
        tls_context=start_tls,
        enable_SMTPUTF8=True,
        auth_required=needs_login and start_tls is not None,
        auth_require_tls=start_tls is not None,
        authenticator=receiver.check,
    )
    controller.start()
    try:
        yield receiver
    finally:
        controller.stop()


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for this machine that signs itself, and a server's TLS with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, LOOPBACK)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(LOOPBACK))]), False
        )
        .add_extension(x509.BasicConstraints(True, None), True)
        .sign(key, hashes.SHA256())
    )
    pem, key_pem = folder / "certificate.pem", folder / "key.pem"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem, key_pem)
    return pem, context


def free_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as found:
        found.bind((LOOPBACK, 0))
        port: int = found.getsockname()[1]
        return port
