"""Tests of what HAProxy lets through from outside, with its file as it is deployed."""

import http.client
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from server.launch.plan import free_port
from server.settings import ROOT

FILE = ROOT / "server" / "launch" / "haproxy.cfg"
PROGRAM = shutil.which("haproxy", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no haproxy: apt-get install haproxy")
INNER = ["/internal/actions", "/internal/", "/internal", "/metrics", "/metrics/"]
WRITTEN = ["/%69nternal/actions", "/internal%2Factions", "/m%65trics", "/INTERNAL/actions"]


@contextmanager
def backend() -> Iterator[int]:
    """Answers everything with 200 and what it was asked for, and who is said to ask; its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(f"{self.path} {self.headers['X-Forwarded-For']}".encode())

        do_POST = do_GET  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def ports() -> Iterator[tuple[int, int]]:
    """What browsers reach, and what Rasa calls back."""
    public, actions = free_port(), free_port()
    with backend() as behind:
        at = dict.fromkeys(("SERVER_1", "SERVER_2", "RASA_1", "RASA_2"), f"127.0.0.1:{behind}")
        binds = {"BIND": public, "RASA_BIND": free_port(), "ACTIONS_BIND": actions}
        at |= {name: f"127.0.0.1:{port}" for name, port in binds.items()}
        environment = {f"ASSISTANT_{name}": value for name, value in at.items()}
        running = subprocess.Popen(
            [str(PROGRAM), "-f", str(FILE)],
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
        )
        try:
            deadline = time.monotonic() + 20
            while not is_open(public):
                assert running.poll() is None, "HAProxy ended"
                assert time.monotonic() < deadline, "HAProxy did not start"
                time.sleep(0.05)
            yield public, actions
        finally:
            running.terminate()
            running.wait(20)


def ask(port: int, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
    """The path goes out as it is written."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request(method, path, headers=headers)
        with connection.getresponse() as reply:
            return reply.status, reply.read().decode()


def is_open(port: int) -> bool:
    try:
        return ask(port, "/healthz")[0] == 200
    except OSError:
        return False


@pytest.mark.parametrize("path", [*INNER, *WRITTEN, "/metrics?x=1"])
def test_what_is_for_inside_is_not_there_for_a_browser(ports: tuple[int, int], path: str) -> None:
    for method in ("GET", "POST"):
        assert ask(ports[0], path, method)[0] == 404


@pytest.mark.parametrize("path", ["/", "/api/conversations", "/desk/measures", "/chat?x=/metrics"])
def test_all_else_is_let_through(ports: tuple[int, int], path: str) -> None:
    status, said = ask(ports[0], path)
    assert (status, said.split()[0]) == (200, path)


def test_rasa_reaches_the_webhook_and_nothing_else(ports: tuple[int, int]) -> None:
    assert ask(ports[1], "/internal/actions", "POST")[0] == 200
    for path in ("/", "/desk", "/metrics", "/internal/actions/x"):
        assert ask(ports[1], path)[0] == 404


def test_what_a_caller_says_of_its_address_is_replaced(ports: tuple[int, int]) -> None:
    headers = {"X-Forwarded-For": "203.0.113.9"}
    assert ask(ports[0], "/", **headers) == (200, "/ 127.0.0.1")
