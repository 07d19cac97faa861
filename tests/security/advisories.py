"""Owns a stand-in for the OSV service on loopback, answering from a folder of advisories."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import yaml
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

Advisory = dict[str, Any]


@contextmanager
def served_advisories(folder: Path, packages: frozenset[str]) -> Iterator[str]:
    """The address of a service that knows the advisories in `folder` about `packages`.

    They are files of the OSV format, as in the Python Packaging Advisory Database.
    """
    known = list(_read(folder, packages))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            name, version = asked["package"]["name"], asked["version"]
            found = [advisory for advisory in known if is_about(advisory, name, version)]
            body = json.dumps({"vulns": found} if found else {}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
    finally:
        server.shutdown()
        server.server_close()


def is_about(advisory: Advisory, package: str, version: str) -> bool:
    """Whether the version is in its list, or in one of its ranges."""
    for affected in advisory.get("affected", []):
        if canonicalize_name(affected["package"]["name"]) != canonicalize_name(package):
            continue
        ranges = [given for given in affected.get("ranges", []) if given["type"] == "ECOSYSTEM"]
        if version in affected.get("versions", []):
            return True
        if any(_is_within(given["events"], Version(version)) for given in ranges):
            return True
    return False


def _is_within(events: list[dict[str, str]], version: Version) -> bool:
    """Events are in the order of versions: the last one at or before `version` decides."""
    inside = False
    for event in events:
        kind, at = next(iter(event.items()))
        try:
            reached = at == "0" or version >= Version(at)
        except InvalidVersion:
            continue
        if reached and kind == "introduced":
            inside = True
        elif reached and (kind == "fixed" or (kind == "last_affected" and version != Version(at))):
            inside = False
    return inside


def _read(folder: Path, packages: frozenset[str]) -> Iterator[Advisory]:
    for path in sorted(folder.rglob("*")):
        if path.suffix not in {".yaml", ".json"}:
            continue
        # A database holds thousands; those of one package are in a folder of its name.
        if path.parent != folder and canonicalize_name(path.parent.name) not in packages:
            continue
        # Texts only, as in JSON: a date stays as it is written.
        advisory = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 (makes texts)
        if isinstance(advisory, dict) and "id" in advisory:
            yield advisory
