"""Owns what stands between Rasa and the action webhook in tests: some actions can be stubbed."""

import json
import threading
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECONDS = 60.0
# Those of one connection; all others are passed on as they came.
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "date", "server"}


class ActionProxy:
    """Passes Rasa's calls on to the server byte for byte, but for actions that are stubbed."""

    def __init__(self, server_port: int) -> None:
        self.server_port = server_port
        self._stubs: dict[tuple[str, str], bytes] = {}
        self._http = _Server(self)
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}/internal/actions"

    def stub(self, conversation_id: str, action: str, result: Mapping[str, Any]) -> None:
        """From now on the action gives this in that conversation: its `events` and `responses`."""
        self._stubs[conversation_id, action] = json.dumps(result).encode()

    def clear(self, conversation_id: str) -> None:
        for key in [key for key in self._stubs if key[0] == conversation_id]:
            del self._stubs[key]

    def stubbed(self, body: bytes) -> bytes | None:
        """What a stub answers to the call; None where the server is to be asked."""
        if not self._stubs:
            return None
        call = json.loads(body)
        return self._stubs.get((call.get("sender_id"), call.get("next_action")))

    def close(self) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, proxy: ActionProxy) -> None:
        self.proxy = proxy
        super().__init__(("127.0.0.1", 0), _Call)

    def handle_error(self, request: object, client_address: object) -> None:
        """Rasa was killed while it waited: nobody is left to tell."""


class _Call(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    # Head and body go out as one: in two pieces the second waits for the first's receipt.
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        stubbed = self.server.proxy.stubbed(body)
        if stubbed is not None:
            self._answer(200, {"Content-Type": "application/json"}, stubbed)
            return
        try:
            self._answer(*self._passed_on(body))
        except (OSError, HTTPException):
            # As if Rasa had met the server's own silence.
            self.close_connection = True

    def _passed_on(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        connection = HTTPConnection("127.0.0.1", self.server.proxy.server_port, timeout=SECONDS)
        try:
            connection.request("POST", self.path, body, dict(self.headers.items()))
            reply = connection.getresponse()
            return reply.status, dict(reply.getheaders()), reply.read()
        finally:
            connection.close()

    def _answer(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            if name.lower() not in HOP_BY_HOP | {"content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a test's output is not ours."""
