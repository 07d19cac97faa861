"""Owns what locust runs: visitors who ask held-out questions through the public API, no pause.

It is told by the environment, see driving.py; it measures for so many seconds once all visitors
are there and a warm-up has passed, then writes a Level and ends.
"""

import os
import time
from collections.abc import Iterator, Mapping
from itertools import count, islice
from pathlib import Path
from typing import Any

import gevent
import psutil
from locust import FastHttpUser, constant, events, task
from pydantic import TypeAdapter

from tests.benchmarks.load.level import Level, Order, Turn
from tests.benchmarks.load.questions import endless, held_out

ORDER = TypeAdapter(Order).validate_json(os.environ["BENCHMARK_ORDER"])
TIMEOUT_SECONDS = 120.0


class Record:
    """What this process has asked and seen."""

    def __init__(self) -> None:
        self.numbers: Iterator[int] = count()
        self.texts = islice(endless(held_out()), ORDER.first_question, None)
        self.asked = 0
        self.calls: list[Turn] = []

    def next_question(self) -> str:
        self.asked += 1
        return next(self.texts)


RECORD = Record()


class Visitor(FastHttpUser):  # type: ignore[misc] # locust is not typed
    """A new conversation every so many turns, as people come and go."""

    wait_time = constant(0)
    network_timeout = connection_timeout = TIMEOUT_SECONDS

    def on_start(self) -> None:
        self.number = next(RECORD.numbers)

    @task  # type: ignore[untyped-decorator]
    def converse(self) -> None:
        started = self._call("/api/conversations", {}, {})
        if started is None:
            return
        path = f"/api/conversations/{started['conversation_id']}/messages"
        headers = {"Authorization": f"Bearer {started['token']}"}
        for _ in range(ORDER.turns_a_conversation):
            self._call(path, {"text": RECORD.next_question()}, headers)

    def _call(
        self, path: str, body: Mapping[str, str], headers: Mapping[str, str]
    ) -> dict[str, Any] | None:
        """The reply; None where it failed."""
        name = "turn" if headers else "start"
        began = time.monotonic()
        with self.client.post(
            path, json=body, headers=headers, name=name, catch_response=True
        ) as response:
            seconds = time.monotonic() - began
            reply: dict[str, Any] = response.json() if response.status_code in {200, 201} else {}
            fault = _fault(response, reply)
            if fault:
                response.failure(fault)
        RECORD.calls.append(Turn(self.number, began, seconds, reply.get("status", ""), fault))
        return None if fault else reply


def _fault(response: Any, reply: Mapping[str, Any]) -> str:
    """Empty where the reply is as it should be."""
    if not reply:
        return f"status {response.status_code}"
    if reply.get("status") == "error":
        return "a turn with status error"
    return "a degraded turn" if reply.get("degraded") else ""


def _cpu() -> dict[str, float]:
    """Seconds of each process and what it started, this one too."""
    used = {}
    for name, pid in {**ORDER.processes, "load tool": os.getpid()}.items():
        process = psutil.Process(pid)
        times = [each.cpu_times() for each in (process, *process.children(recursive=True))]
        used[name] = sum(each.user + each.system for each in times)
    return used


def _measure(environment: Any) -> None:
    """Ends locust, also where a process of the system is gone."""
    try:
        gevent.sleep(ORDER.warm_up_seconds)
        before, began = _cpu(), time.monotonic()
        gevent.sleep(ORDER.seconds)
        after, ended = _cpu(), time.monotonic()
        cpu = {name: after[name] - before[name] for name in after}
        calls = tuple(RECORD.calls)
        level = Level(environment.runner.user_count, began, ended, RECORD.asked, cpu, calls)
        Path(ORDER.result).write_bytes(TypeAdapter(Level).dump_json(level))
    finally:
        environment.runner.quit()


@events.init.add_listener  # type: ignore[untyped-decorator]
def _measure_when_all_are_there(environment: Any, **_: Any) -> None:
    environment.events.spawning_complete.add_listener(
        lambda **_: gevent.spawn(_measure, environment)
    )


@events.user_error.add_listener  # type: ignore[untyped-decorator]
def _note_error(exception: BaseException, **_: Any) -> None:
    """Locust would go on as if nothing had been asked."""
    RECORD.calls.append(
        Turn(0, time.monotonic(), 0.0, "", f"{type(exception).__name__} in the tool")
    )
