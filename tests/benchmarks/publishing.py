"""Times live publishing, by hand: `.venv/bin/python -m tests.benchmarks.publishing`.

A real server with the real encoder and a copy of the content, without Rasa, so that every turn is
degraded. While four conversations ask without a pause, an entry is saved 20 times; each time it
is measured how long it takes until the new answer is given.
"""

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

from embeddings.corpus import load_corpus
from server.launch.plan import free_port
from server.settings import ROOT

EDITS, CONVERSATIONS = 20, 4
LONGEST_SECONDS = 30.0
EDITED = "how-to-file/extension"
MARK = re.compile(r"\[edit (\d+)\]")


@dataclass
class Asked:
    """What the conversations saw while the edits went on."""

    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    mixed: int = 0


class Chat:
    """A conversation with the server."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=30, trust_env=False)
        created = self._http.post("/api/conversations", json={}).raise_for_status().json()
        self._path = f"/api/conversations/{created['conversation_id']}/messages"
        self._headers = {"Authorization": f"Bearer {created['token']}"}

    def ask(self, text: str) -> tuple[str, str]:
        """The status and the text of the reply."""
        response = self._http.post(self._path, json={"text": text}, headers=self._headers)
        turn = response.raise_for_status().json()
        return turn["status"], turn["messages"][0]["text"]


def main() -> None:
    console = Console()
    with tempfile.TemporaryDirectory() as folder:
        knowledge = Path(folder) / "knowledge"
        shutil.copytree(ROOT / "knowledge", knowledge)
        shutil.copytree(ROOT / "var" / "index", Path(folder) / "index")
        entries = load_corpus(knowledge).entries
        questions = [entry.question for entry in entries.values()]
        edited = entries[EDITED].question
        with (
            _server(Path(folder), knowledge) as url,
            _conversations(url, edited, questions) as asked,
        ):
            waits = _edit(url, knowledge / f"{EDITED}.md", edited)
    table = Table(title=f"{EDITS} edits, {CONVERSATIONS} conversations")
    for column in ("from save to live", "median", "worst"):
        table.add_column(column)
    table.add_row("s", f"{statistics.median(waits):.2f}", f"{max(waits):.2f}")
    turns = sorted(asked.seconds)
    p95 = turns[int(len(turns) * 0.95)]
    table.add_row("turn meanwhile, s", f"{statistics.median(turns):.2f}", f"{p95:.2f} (p95)")
    console.print(table)
    console.print(f"{len(turns)} turns, {len(asked.failed)} failed, {asked.mixed} mixed answers")
    console.print(*asked.failed[:5], sep="\n")


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
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            httpx.get(f"{url}/healthz", trust_env=False).raise_for_status()
            return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise TimeoutError("the server did not start")


@contextmanager
def _conversations(url: str, edited: str, questions: list[str]) -> Iterator[Asked]:
    """Each asks its share of the questions, and every fifth time the one that is edited."""
    asked, ended = Asked(), threading.Event()

    def converse(number: int) -> None:
        chat = Chat(url)
        mine = questions[number::CONVERSATIONS]
        turn = 0
        while not ended.is_set():
            text = edited if turn % 5 == 0 else mine[turn % len(mine)]
            began = time.perf_counter()
            status, answer = chat.ask(text)
            asked.seconds.append(time.perf_counter() - began)
            if status == "error":
                asked.failed.append(text)
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


def _edit(url: str, path: Path, question: str) -> list[float]:
    """Seconds from each save until its text is in the answer. Marks stand at start and end."""
    chat = Chat(url)
    head, body = path.read_text(encoding="utf-8").split("\n---\n", 1)
    waits = []
    for number in range(1, EDITS + 1):
        mark = f"[edit {number}]"
        path.write_text(f"{head}\n---\n{mark} {body.strip()} {mark}\n", encoding="utf-8")
        saved = time.perf_counter()
        while mark not in chat.ask(question)[1]:
            if time.perf_counter() - saved > LONGEST_SECONDS:
                raise TimeoutError(f"{mark} is not live after {LONGEST_SECONDS:.0f} s")
            time.sleep(0.02)
        waits.append(time.perf_counter() - saved)
        time.sleep(0.5)
    return waits


if __name__ == "__main__":
    main()
