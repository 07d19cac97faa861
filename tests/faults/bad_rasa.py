"""Owns a stand-in for Rasa's gateway channel that answers each text as badly as it is told to."""

import gzip
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SLOW_SECONDS = 5.0
Misbehaviour = Callable[["_Handler"], None]


class BadRasa:
    """`answers` says what a text gets; all others are repeated."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.answers: dict[str, Misbehaviour] = {}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    rasa: BadRasa

    def do_GET(self) -> None:
        send(self, b"{}")

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        text = body["message"]
        said = {"text": f"Rasa said {text}", "metadata": {"status": "small_talk"}}
        answer = self.rasa.answers.get(text, body_of({"messages": [said]}))
        try:
            answer(self)
        except OSError:  # the server did not wait for it
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: what fails is seen by the test."""


@contextmanager
def bad_rasa() -> Iterator[BadRasa]:
    handler = type("Handler", (_Handler,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads, server.block_on_close = True, False
        rasa = BadRasa(f"http://127.0.0.1:{server.server_port}")
        handler.rasa = rasa  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield rasa
        server.shutdown()


def send(handler: _Handler, body: bytes, status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def raw(body: bytes, status: int = 200, **headers: str) -> Misbehaviour:
    return lambda handler: send(handler, body, status, **headers)


def body_of(value: object) -> Misbehaviour:
    return raw(json.dumps(value).encode())


def slow(handler: _Handler) -> None:
    time.sleep(SLOW_SECONDS)
    send(handler, b'{"messages": [{"text": "at last"}]}')


def dripping(handler: _Handler) -> None:
    """Each piece comes well before a limit that is counted anew with every piece."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(int(SLOW_SECONDS / 0.2)):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.2)


def cut(handler: _Handler) -> None:
    """The connection ends in the middle of the body."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"messages": [{"text": "I was about to')
    handler.wfile.flush()
    handler.connection.shutdown(socket.SHUT_RDWR)


def silent(handler: _Handler) -> None:
    """The connection ends before anything came."""
    handler.connection.shutdown(socket.SHUT_RDWR)


def endless(handler: _Handler) -> None:
    """More than any turn can hold, in pieces of which none is large."""
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    piece = b"a" * 65536
    for _ in range(4096):
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))


BOMB = gzip.compress(b" " * 50_000_000)
GARBAGE: dict[str, Misbehaviour] = {
    "an empty list": body_of([]),
    "no messages": body_of({"messages": []}),
    "html": raw(b"<html><body>It works!</body></html>", Content_Type="text/html"),
    "broken json": raw(b'{"messages": [{"text": "Hel'),
    "no utf-8": raw(b'{"messages": [{"text": "\xff\xfe"}]}'),
    "deep nesting": raw(b"[" * 200_000),
    "a text for the list": body_of({"messages": "hello"}),
    "a number for a text": body_of({"messages": [{"text": 5}]}),
    "a list for custom": body_of({"messages": [{"text": "hi", "custom": ["a"]}]}),
    "a button without words": body_of({"messages": [{"text": "hi", "buttons": [{}]}]}),
    "an answer without entries": body_of({"messages": [{"custom": {"type": "answered"}}]}),
    "a ticket without reference": body_of({"messages": [{"custom": {"type": "ticket"}}]}),
    "fields without a list": body_of({"messages": [{"custom": {"type": "ticket_fields"}}]}),
    "a body without end": endless,
    "a small body that unpacks to 50 MB": raw(BOMB, Content_Encoding="gzip"),
    "a connection cut in the middle": cut,
    "a connection closed": silent,
    "status 500": raw(b"{}", 500),
    "a redirect": raw(b"", 302, Location="http://example.org/"),
    "slow": slow,
    "a drip": dripping,
}
