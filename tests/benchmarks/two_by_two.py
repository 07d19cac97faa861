"""Times turns of two servers and two Rasa processes beside one of each: by hand, in one run.

`python -m tests.services.scratch python -m tests.benchmarks.two_by_two` prints turns a second, p50
and p95 in milliseconds at 8 and 16 conversations at once. Needs haproxy.
"""

import asyncio
import os
import statistics
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks.turns import at_once
from tests.services.databases import PostgresDatabases, redis_database
from tests.services.scratch import POSTGRES_VARIABLE, REDIS_VARIABLE
from tests.services.two_by_two import TwoByTwo


def measured(pairs: int, url: str, redis_url: str) -> list[tuple[int, float, float, float]]:
    """Conversations, turns a second, p50 and p95 in seconds."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        running = TwoByTwo(Path(folder), url, redis_url, pairs)
        try:
            running.start()
            asyncio.run(at_once(running.url, 2))  # warm up
            for count in (8, 16):
                began = time.perf_counter()
                times = asyncio.run(at_once(running.url, count))
                rate = len(times) / (time.perf_counter() - began)
                p95 = statistics.quantiles(times, n=20)[-1]
                rows.append((count, rate, statistics.median(times), p95))
        finally:
            running.stop()
    return rows


def main() -> None:
    databases = PostgresDatabases(os.environ[POSTGRES_VARIABLE])
    table = Table("set-up", "conversations", "turns/s", "p50 ms", "p95 ms", "turns/s ÷ one by one")
    base: dict[int, float] = {}
    try:
        for pairs in (1, 2):
            with redis_database(os.environ[REDIS_VARIABLE]) as redis_url:
                for count, rate, p50, p95 in measured(pairs, databases.migrated(), redis_url):
                    ratio = rate / base.setdefault(count, rate)
                    times = (f"{p50 * 1000:.0f}", f"{p95 * 1000:.0f}")
                    table.add_row(
                        f"{pairs} by {pairs}", str(count), f"{rate:.1f}", *times, f"{ratio:.2f}"
                    )
    finally:
        databases.close()
    Console().print(table)


if __name__ == "__main__":
    main()
