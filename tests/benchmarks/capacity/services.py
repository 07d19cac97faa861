"""Owns what a turn costs PostgreSQL, Redis and HAProxy, measured with one server and one Rasa."""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import psutil
from redis import Redis

from tests.benchmarks.load.driving import Driver
from tests.benchmarks.load.level import Level
from tests.benchmarks.load.systems import Running
from tests.services.databases import PostgresDatabases
from tests.services.scratch import ScratchPostgres, ScratchRedis
from tests.services.two_by_two import TwoByTwo

CONVERSATIONS = 8
IDLE_SECONDS = 4.0
# Counted in Redis as in earnest; one address is all people here, so no limit is reached.
MANY = "1000000"
LIMITS = {
    "ASSISTANT_RATE_LIMIT": "on",
    "ASSISTANT_MESSAGES_PER_MINUTE": MANY,
    "ASSISTANT_REQUESTS_PER_MINUTE": MANY,
    "ASSISTANT_CONVERSATIONS_PER_MINUTE": MANY,
}
HEARD = 3000
COUNTERS = """
SELECT coalesce(sum(calls), 0)::float AS statements,
       coalesce(sum(calls) FILTER (WHERE query ILIKE 'commit%'), 0)::float AS transactions,
       coalesce(sum(rows) FILTER (WHERE query ILIKE 'insert%'), 0)::float AS rows,
       coalesce(sum(total_exec_time), 0)::float AS execution_ms,
       pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float AS wal_bytes,
       (SELECT sum(pg_database_size(oid)) FROM pg_database)::float AS stored_bytes
FROM pg_stat_statements WHERE query NOT ILIKE '%pg_stat_statements%'
"""


@dataclass(frozen=True)
class Services:
    """`one` and `many` are levels of 1 and 8 conversations, CPU by process among their figures.

    `counts` are a turn's: of PostgreSQL and of Redis, by name; `idle` a second's while nobody asks.
    `memory_mib` is the share of each process. `heard_ms` is the CPU of a server for an event that
    another server tells it through Redis, `told_ms` that of Redis.
    """

    one: Level
    many: Level
    memory_mib: Mapping[str, float]
    counts: Mapping[str, float]
    idle: Mapping[str, float]
    heard_ms: float
    told_ms: float

    @property
    def wait(self) -> float:
        """Seconds a turn waits for, besides CPU, where nobody is before it."""
        return max(0.0, 1 / self.one.rate - sum(self.one.cpu.values()) / len(self.one.turns))


def measured(
    folder: Path, seconds: float, warm_up_seconds: float, say: Callable[[str], None]
) -> Services:
    """Starts all of it, and stops it again. Raises ProgramMissing and LoadFailed."""
    with ScratchPostgres(fsync=True) as postgres, ScratchRedis() as redis:
        _count_statements(postgres)
        databases = PostgresDatabases(postgres.url)
        running = TwoByTwo(folder / "whole", databases.migrated(), redis.url, 1, LIMITS)
        try:
            say("starting HAProxy, PostgreSQL, Redis, a server and a Rasa process")
            running.start()
            driver = Driver(folder, seconds, warm_up_seconds, say)
            return _Measuring(running, postgres, redis).whole(driver)
        finally:
            running.stop()
            databases.close()


def _count_statements(postgres: ScratchPostgres) -> None:
    _ask(postgres.url, "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'")
    postgres.stop()
    postgres.start()
    _ask(postgres.url, "CREATE EXTENSION pg_stat_statements")


class _Measuring:
    def __init__(self, running: TwoByTwo, postgres: ScratchPostgres, redis: ScratchRedis) -> None:
        self._postgres_url = postgres.url
        self._client = Redis.from_url(redis.url)
        children = {"server": running.servers[0], "Rasa": running.rasas[0]}
        self._pids = {
            name: int(child.program.pid_file.read_text())
            for name, child in {**children, "HAProxy": running.haproxy}.items()
        }
        postmaster = postgres.folder / "data" / "postmaster.pid"
        self._pids["PostgreSQL"] = int(postmaster.read_text().split()[0])
        self._pids["Redis"] = int(self._info("server")["process_id"])
        self._whole = Running("behind HAProxy", running.url, self._pids)

    def whole(self, driver: Driver) -> Services:
        one = driver.drive(self._whole, 1)
        idle = self._over(lambda: time.sleep(IDLE_SECONDS))
        told = self._told_ms()
        levels: list[Level] = []
        risen = self._over(lambda: levels.append(driver.drive(self._whole, CONVERSATIONS)))
        (many,) = levels
        return Services(
            one=one,
            many=many,
            memory_mib={name: _of_all(pid, _mib) for name, pid in self._pids.items()},
            # Over the whole time of the load, so by all that was asked.
            counts={name: risen[name] / many.asked for name in self._counts()},
            idle={name: idle[name] / IDLE_SECONDS for name in ("statements", "commands")},
            heard_ms=told["server"],
            told_ms=told["Redis"],
        )

    def _over(self, what: Callable[[], object]) -> dict[str, float]:
        """By how much all counters rose."""
        before = self._counters()
        what()
        return {name: value - before[name] for name, value in self._counters().items()}

    def _counters(self) -> dict[str, float]:
        """Seconds of CPU by process, and what was counted by PostgreSQL and Redis."""
        return {**{name: _of_all(pid, _cpu) for name, pid in self._pids.items()}, **self._counts()}

    def _counts(self) -> dict[str, float]:
        return {**_ask(self._postgres_url, COUNTERS), **self._redis_calls()}

    def _redis_calls(self) -> dict[str, float]:
        """`commands` counts what scripts do, too."""
        calls = {
            name.removeprefix("cmdstat_"): float(each["calls"])
            for name, each in self._info("commandstats").items()
        }
        scripts = calls.get("evalsha", 0.0) + calls.get("eval", 0.0)
        return {
            "commands": float(self._info("stats")["total_commands_processed"]),
            "publish": calls.get("publish", 0.0),
            "scripts": scripts,
        }

    def _info(self, section: str) -> dict[str, Any]:
        found: dict[str, Any] = self._client.info(section)
        return found

    def _told_ms(self) -> Mapping[str, float]:
        """CPU by process for an event of another server, in a conversation that nobody follows."""
        (channel,) = self._client.pubsub_channels("assistant:*:events")
        event = json.dumps({"topic": "desk/elsewhere", "kind": "changed", "origin": "another"})

        def tell() -> None:
            for _ in range(HEARD):
                self._client.publish(channel, event)
            time.sleep(1)

        spent = self._over(tell)
        return {name: spent[name] / HEARD * 1000 for name in self._pids}


def _of_all(pid: int, figure: Callable[[psutil.Process], float]) -> float:
    """Of the process and all that it started."""
    process = psutil.Process(pid)
    return sum(figure(each) for each in (process, *process.children(recursive=True)))


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _mib(process: psutil.Process) -> float:
    """What is shared with others counts in part."""
    return float(process.memory_full_info().pss) / 2**20


def _ask(url: str, statement: str) -> dict[str, float]:
    """The first row by column; empty where there is none."""

    async def asked() -> dict[str, float]:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        try:
            row = await connection.fetchrow(statement)
        finally:
            await connection.close()
        return dict(row) if row else {}

    return asyncio.run(asked())
