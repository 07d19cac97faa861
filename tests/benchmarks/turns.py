"""Times turns through the public API of a running assistant: `python -m tests.benchmarks.turns`.

Prints p50 and p95 in milliseconds at 1 and 8 conversations at once, beside the time of encoding
the same questions alone, measured in the same run. Start the assistant with
ASSISTANT_RATE_LIMIT=off.
"""

import asyncio
import statistics
import time
from pathlib import Path
from typing import Annotated

import httpx
import typer
import yaml
from rich.console import Console
from rich.table import Table

from embeddings.encoder import SentenceEncoder

HELD_OUT = Path(__file__).parents[1] / "knowledge"
TURNS_EACH = 25


def questions(count: int) -> list[str]:
    """Held-out questions, taken from all topics in turn."""
    texts = [
        row["text"]
        for path in sorted(HELD_OUT.glob("*.yml"))
        for row in yaml.safe_load(path.read_text(encoding="utf-8"))["questions"]
    ]
    return [texts[(at * 7) % len(texts)] for at in range(count)]


async def converse(client: httpx.AsyncClient, texts: list[str]) -> list[float]:
    """One conversation; the time of each turn in seconds. Raises on any error status."""
    started = (await client.post("/api/conversations", json={})).raise_for_status().json()
    headers = {"Authorization": f"Bearer {started['token']}"}
    url = f"/api/conversations/{started['conversation_id']}/messages"
    times = []
    for text in texts:
        before = time.perf_counter()
        response = await client.post(url, json={"text": text}, headers=headers)
        response.raise_for_status()
        times.append(time.perf_counter() - before)
        if response.json()["degraded"]:
            raise RuntimeError("a turn was degraded: is Rasa up?")
    return times


async def at_once(url: str, conversations: int) -> list[float]:
    async with httpx.AsyncClient(base_url=url, timeout=60, trust_env=False) as client:
        texts = questions(TURNS_EACH)
        runs = await asyncio.gather(*(converse(client, texts) for _ in range(conversations)))
    return [seconds for run in runs for seconds in run]


def encoding_alone() -> list[float]:
    encoder = SentenceEncoder()
    encoder.encode(["warm up"])
    times = []
    for text in questions(TURNS_EACH):
        before = time.perf_counter()
        encoder.encode([text])
        times.append(time.perf_counter() - before)
    return times


def main(
    url: Annotated[str, typer.Option(help="The running assistant.")] = "http://127.0.0.1:8000",
) -> None:
    """Prints the table."""
    alone = encoding_alone()
    base = statistics.median(alone)
    table = Table("what", "turns", "p50 ms", "p95 ms", "p50 ÷ encoding")
    rows = [("encoding alone", alone)]
    asyncio.run(at_once(url, 1))  # warm up
    rows += [(f"{count} at once", asyncio.run(at_once(url, count))) for count in (1, 8)]
    for name, times in rows:
        p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        cells = (f"{p50 * 1000:.0f}", f"{p95 * 1000:.0f}", f"{p50 / base:.1f}")
        table.add_row(name, str(len(times)), *cells)
    Console().print(table)


if __name__ == "__main__":
    typer.run(main)
