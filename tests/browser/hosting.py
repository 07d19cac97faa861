"""Owns a site of somebody else for browser tests: pages of `hosts/`, on a port of its own."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

FOLDER = Path(__file__).parent / "hosts"
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
# Two origins and nothing else; html is parsed only where it is trusted.
STRICT = (
    "default-src 'none'; script-src {assistant}; style-src 'self' {assistant}; "
    "connect-src {assistant}; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'"
)


@contextmanager
def hosted(port: int, assistant: str, policies: Mapping[str, str]) -> Iterator[str]:
    """The address of a site whose pages embed the assistant; `?bare` gives them without it.

    `policies` are Content Security Policies by path.
    """

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            file = FOLDER / Path(address.path).name
            if not file.is_file():
                self.send_response(204)  # the icon that browsers ask for
                self.end_headers()
                return
            text = file.read_text(encoding="utf-8")
            if address.query == "bare":
                text = "".join(line for line in text.splitlines(True) if "assistant" not in line)
            self.send_response(200)
            self.send_header("Content-Type", f"{TYPES[file.suffix]}; charset=utf-8")
            if address.path in policies:
                policy = policies[address.path].replace("{assistant}", assistant)
                self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(text.replace("{assistant}", assistant).encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    site = ThreadingHTTPServer(("127.0.0.1", port), Site)
    thread = threading.Thread(target=site.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        site.shutdown()
        thread.join()
        site.server_close()
