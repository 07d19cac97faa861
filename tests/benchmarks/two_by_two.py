"""Times turns of two servers and two Rasa processes beside one of each: by hand, in one run.

`python -m tests.services.scratch python -m tests.benchmarks.two_by_two` prints turns a second, p50
and p95 in milliseconds at 8 and 16 conversations at once. Needs haproxy, and
var/benchmark-environment.
"""

import os
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks.load.driving import Driver
from tests.benchmarks.load.level import Level
from tests.benchmarks.load.systems import Running
from tests.services.databases import PostgresDatabases, redis_database
from tests.services.scratch import POSTGRES_VARIABLE, REDIS_VARIABLE
from tests.services.two_by_two import TwoByTwo

SECONDS, WARM_UP_SECONDS = 20.0, 3.0


def measured(pairs: int, url: str, redis_url: str) -> list[Level]:
    with tempfile.TemporaryDirectory() as folder:
        running = TwoByTwo(Path(folder), url, redis_url, pairs)
        driver = Driver(Path(folder), SECONDS, WARM_UP_SECONDS, print)
        try:
            running.start()
            set_up = Running(f"{pairs} by {pairs}", running.url, {})
            return [driver.drive(set_up, count) for count in (8, 16)]
        finally:
            running.stop()


def main() -> None:
    databases = PostgresDatabases(os.environ[POSTGRES_VARIABLE])
    table = Table("set-up", "conversations", "turns/s", "p50 ms", "p95 ms", "turns/s ÷ one by one")
    base: dict[int, float] = {}
    try:
        for pairs in (1, 2):
            with redis_database(os.environ[REDIS_VARIABLE]) as redis_url:
                for level in measured(pairs, databases.migrated(), redis_url):
                    ratio = level.rate / base.setdefault(level.visitors, level.rate)
                    times = (f"{level.percentile(percent):.0f}" for percent in (50, 95))
                    table.add_row(
                        *(f"{pairs} by {pairs}", str(level.visitors), f"{level.rate:.1f}"),
                        *(*times, f"{ratio:.2f}"),
                    )
    finally:
        databases.close()
    Console().print(table)


if __name__ == "__main__":
    main()
