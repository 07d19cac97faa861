"""Owns running the load tool: locust, a process of its own, for one level at a time."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from pydantic import TypeAdapter

from server.settings import ROOT
from tests.benchmarks.load.level import Level, LoadFailed, Order, checked
from tests.benchmarks.load.systems import Running

PYTHON = ROOT / "var" / "benchmark-environment" / "bin" / "python"
VISITORS = Path(__file__).with_name("visitors.py")
TURNS_A_CONVERSATION = 10
# Locust's own start and end.
SPARE_SECONDS = 90.0


class Driver:
    """Asks no question twice, whatever is driven."""

    def __init__(
        self, folder: Path, seconds: float, warm_up_seconds: float, say: Callable[[str], None]
    ) -> None:
        self._folder = folder
        self._seconds = seconds
        self._warm_up_seconds = warm_up_seconds
        self._say = say
        self.asked = 0

    def drive(self, running: Running, visitors: int) -> Level:
        """Raises LoadFailed."""
        self._say(f"{running.name}: {visitors} at once")
        result = self._folder / "level.json"
        result.unlink(missing_ok=True)
        order = Order(
            self._seconds,
            self._warm_up_seconds,
            self.asked,
            TURNS_A_CONVERSATION,
            running.processes,
            result,
        )
        self._run(order, running.url, visitors)
        level = TypeAdapter(Level).validate_json(result.read_bytes())
        self.asked += level.asked
        return checked(level, running.name)

    def _run(self, order: Order, url: str, visitors: int) -> None:
        number = str(visitors)
        command: list[str | Path] = [
            *(PYTHON, "-m", "locust", "-f", VISITORS, "--headless", "--only-summary"),
            *("--users", number, "--spawn-rate", number, "--host", url),
            *("--exit-code-on-error", "0"),
        ]
        told = TypeAdapter(Order).dump_json(order).decode()
        log = self._folder / "locust.log"
        limit = order.warm_up_seconds + order.seconds + SPARE_SECONDS
        with log.open("w") as output:
            try:
                subprocess.run(
                    command,
                    cwd=ROOT,
                    env={**os.environ, "BENCHMARK_ORDER": told},
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    timeout=limit,
                )
            except subprocess.TimeoutExpired as error:
                raise LoadFailed(f"locust did not end within {limit:.0f} s: {log}") from error
        if not order.result.exists():
            raise LoadFailed(f"locust made no load:\n{log.read_text()[-2000:]}")
