"""Owns the two systems under load: the assistant as it is, and the same on stock Rasa."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from server.launch.plan import Plan, free_port, plan_for
from server.launch.supervisor import Supervisor
from server.settings import ROOT, Settings
from tests.benchmarks.load.stock import on_stock_rasa

PYTHON = ROOT / ".venv" / "bin" / "python"
OURS, STOCK = "ours", "stock Rasa"


@dataclass(frozen=True)
class Running:
    """A system that takes turns at `url`. `processes` are its pids, by name."""

    name: str
    url: str
    processes: Mapping[str, int]


@contextmanager
def ours(folder: Path, say: Callable[[str], None]) -> Iterator[Running]:
    """As `make run` starts it."""
    with _running(OURS, _plan(folder), say) as running:
        yield running


@contextmanager
def stock_rasa(folder: Path, model: Path, say: Callable[[str], None]) -> Iterator[Running]:
    """The same server, with what `rasa run` starts in place of our Rasa."""
    with _running(STOCK, on_stock_rasa(_plan(folder), model), say) as running:
        yield running


def _plan(folder: Path) -> Plan:
    """With data and a copy of the index in the folder, which is emptied."""
    shutil.rmtree(folder, ignore_errors=True)
    index = folder / "index"
    shutil.copytree(ROOT / "var" / "index", index)
    settings = Settings(
        port=free_port(), var_dir=folder, database_url=f"sqlite+aiosqlite:///{folder}/assistant.db"
    )
    extra = {
        "ASSISTANT_DATABASE_URL": str(settings.database_url),
        "ASSISTANT_RATE_LIMIT": "off",
    }
    plan = plan_for(settings, extra)
    environment = {**plan.server.environment, "ASSISTANT_INDEX_DIR": str(index)}
    # Not by the Python that runs the benchmarks, which has other packages besides.
    command = (str(PYTHON), *plan.server.command[1:])
    server = replace(plan.server, command=command, environment=environment)
    return replace(plan, server=server, index=index)


@contextmanager
def _running(name: str, plan: Plan, say: Callable[[str], None]) -> Iterator[Running]:
    say(f"{name}: starting")
    supervisor = Supervisor(plan, say)
    try:
        supervisor.start()
        supervisor.wait_ready()
        programs = {"server": plan.server, "Rasa": plan.rasa}
        pids = {each: int(program.pid_file.read_text()) for each, program in programs.items()}
        yield Running(name, f"http://127.0.0.1:{plan.port}", pids)
    finally:
        supervisor.stop()
