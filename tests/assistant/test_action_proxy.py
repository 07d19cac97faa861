"""Tests of what stands between Rasa and the action webhook in tests."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest

from tests.assistant.action_proxy import ActionProxy

CALL = '{"sender_id": "c1",  "next_action": "action_ticket_status", "tracker": {"é": 1}}'.encode()


class Upstream(BaseHTTPRequestHandler):
    """Tells what it was sent, with a status of its own."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        told = {"path": self.path, "secret": self.headers["X-Secret"], "body": body.decode()}
        answer = json.dumps(told).encode()
        self.send_response(400)
        self.send_header("Content-Type", "application/problem+json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def upstream() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), Upstream)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def proxy(upstream: HTTPServer) -> Iterator[ActionProxy]:
    proxy = ActionProxy(upstream.server_port)
    yield proxy
    proxy.close()


@pytest.fixture
def rasa() -> Iterator[httpx.Client]:
    """Keeps its connection."""
    with httpx.Client(trust_env=False, headers={"X-Secret": "s"}) as client:
        yield client


def test_a_call_is_passed_on_as_it_came_and_so_is_the_answer(
    proxy: ActionProxy, rasa: httpx.Client
) -> None:
    proxy.stub("c2", "action_ticket_status", {"events": [], "responses": []})
    proxy.stub("c1", "action_open_ticket", {"events": [], "responses": []})
    for _ in range(2):
        reply = rasa.post(proxy.url, content=CALL)
        assert reply.status_code == 400
        assert reply.headers["content-type"] == "application/problem+json"
        assert reply.json() == {"path": "/internal/actions", "secret": "s", "body": CALL.decode()}


def test_a_stubbed_action_of_the_conversation_is_answered_here_until_it_ends(
    proxy: ActionProxy, rasa: httpx.Client
) -> None:
    result = {"events": [], "responses": [{"text": "Three."}]}
    proxy.stub("c1", "action_ticket_status", result)
    reply = rasa.post(proxy.url, content=CALL)
    assert (reply.status_code, reply.json()) == (200, result)
    proxy.clear("c1")
    assert rasa.post(proxy.url, content=CALL).status_code == 400


def test_while_the_server_is_down_nobody_answers(
    proxy: ActionProxy, rasa: httpx.Client, upstream: HTTPServer
) -> None:
    proxy.server_port = 1
    with pytest.raises(httpx.RemoteProtocolError):
        rasa.post(proxy.url, content=CALL)
    proxy.server_port = upstream.server_port
    assert rasa.post(proxy.url, content=CALL).status_code == 400
