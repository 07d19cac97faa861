"""Owns the time from saving an edit to its answer, while conversations go on.

A real server with the real encoder and a folder of content of its own, without Rasa, so that every
turn is degraded: what Rasa does is the same before and after an edit.
"""

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from embeddings.index import Index, write_index
from server.launch.plan import free_port
from server.settings import ROOT
from tests.benchmarks.content.entries import index_of, write_content

CONVERSATIONS = 4
LONGEST_SECONDS, LONGEST_START_SECONDS = 60.0, 300.0
EDITED = "how-to-file/extension"
PICKED = {"payload": "/choose" + json.dumps({"entry_id": EDITED})}
MARK = re.compile(r"\[edit (\d+)\]")


@dataclass
class Asked:
    """What the conversations saw while the edits went on."""

    seconds: list[float] = field(default_factory=list)
    failed: int = 0
    mixed: int = 0


@dataclass(frozen=True)
class Saved:
    """`waits` are the seconds from each save to its answer; `entries` and `passages` how many."""

    entries: int
    passages: int
    waits: tuple[float, ...]
    turns: tuple[float, ...]
    failed: int
    mixed: int


class Chat:
    """A conversation with the server."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=30, trust_env=False)
        created = self._http.post("/api/conversations", json={}).raise_for_status().json()
        self._path = f"/api/conversations/{created['conversation_id']}/messages"
        self._headers = {"Authorization": f"Bearer {created['token']}"}

    def ask(self, **sent: str) -> tuple[str, str]:
        """The status and the text of the reply to a `text` or a `payload`."""
        response = self._http.post(self._path, json=sent, headers=self._headers)
        turn = response.raise_for_status().json()
        return turn["status"], turn["messages"][0]["text"]


def saved(real: Index, folder: Path, entries: int, edits: int) -> Saved:
    """Edits one entry again and again. `real` is the index of the real content."""
    corpus = write_content(ROOT / "knowledge", folder / "knowledge", entries)
    index = index_of(corpus, real)
    write_index(folder / "index", index, corpus)
    questions = [entry.question for entry in corpus.entries.values()]
    with _server(folder, folder / "knowledge") as url, _conversations(url, questions) as asked:
        waits = _edit(url, folder / "knowledge" / f"{EDITED}.md", edits)
    return Saved(
        len(corpus.entries),
        len(index.passages),
        waits,
        tuple(asked.seconds),
        asked.failed,
        asked.mixed,
    )


@contextmanager
def _server(folder: Path, knowledge: Path) -> Iterator[str]:
    port = free_port()
    own = {
        "ASSISTANT_PORT": str(port),
        "ASSISTANT_VAR_DIR": str(folder),
        "ASSISTANT_INDEX_DIR": str(folder / "index"),
        "ASSISTANT_KNOWLEDGE_DIR": str(knowledge),
        "ASSISTANT_RASA_URL": "http://127.0.0.1:9",
        "ASSISTANT_RATE_LIMIT": "off",
    }
    with (folder / "server.log").open("w") as log:
        command = [sys.executable, "-m", "server", "serve"]
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **own}, stdout=log, stderr=log
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url)
        yield url
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + LONGEST_START_SECONDS
    while time.monotonic() < deadline:
        try:
            httpx.get(f"{url}/healthz", trust_env=False).raise_for_status()
            return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise TimeoutError("the server did not start")


@contextmanager
def _conversations(url: str, questions: Sequence[str]) -> Iterator[Asked]:
    """Each asks its share of the questions, and every fifth time picks the entry edited."""
    asked, ended = Asked(), threading.Event()

    def converse(number: int) -> None:
        chat = Chat(url)
        mine = questions[number::CONVERSATIONS]
        turn = 0
        while not ended.is_set():
            sent = PICKED if turn % 5 == 0 else {"text": mine[turn % len(mine)]}
            began = time.perf_counter()
            status, answer = chat.ask(**sent)
            asked.seconds.append(time.perf_counter() - began)
            if status == "error":
                asked.failed += 1
            asked.mixed += len(set(MARK.findall(answer))) > 1
            turn += 1

    threads = [threading.Thread(target=converse, args=(at,)) for at in range(CONVERSATIONS)]
    for thread in threads:
        thread.start()
    try:
        yield asked
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def _edit(url: str, path: Path, edits: int) -> tuple[float, ...]:
    """Seconds from each save until its text is in the answer. Marks stand at start and end."""
    chat = Chat(url)
    head, body = path.read_text(encoding="utf-8").split("\n---\n", 1)
    waits = []
    for number in range(1, edits + 1):
        mark = f"[edit {number}]"
        path.write_text(f"{head}\n---\n{mark} {body.strip()} {mark}\n", encoding="utf-8")
        saved = time.perf_counter()
        while mark not in chat.ask(**PICKED)[1]:
            if time.perf_counter() - saved > LONGEST_SECONDS:
                raise TimeoutError(f"{mark} is not live after {LONGEST_SECONDS:.0f} s")
            time.sleep(0.02)
        waits.append(time.perf_counter() - saved)
        time.sleep(0.5 + waits[-1])  # storing an edit takes processor time from the next one
    return tuple(waits)
