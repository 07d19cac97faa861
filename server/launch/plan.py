"""Owns what `make run` starts: commands, addresses and environment of Rasa and server."""

import os
import secrets
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from server.launch.child import Program
from server.settings import ROOT, Settings

# Small models: more threads only wait for each other, which takes the processor from the rest.
FEW_THREADS = {"OMP_NUM_THREADS": "1", "TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1"}

# Rasa 3.6's own dependencies warn of each other at every start.
QUIET = ("-W", "ignore::DeprecationWarning")


@dataclass(frozen=True)
class Plan:
    """Data, logs and pid files go to `var`; `index` and `model` may lie elsewhere."""

    server: Program
    rasa: Program
    host: str
    port: int
    var: Path
    index: Path
    model: Path
    rasa_python: Path
    folder: Path = ROOT

    @property
    def address(self) -> str:
        """What a person opens."""
        local = {"127.0.0.1", "0.0.0.0", "::", "::1", ""}  # noqa: S104 (compared, not bound)
        return f"http://{'localhost' if self.host in local else self.host}:{self.port}"

    @property
    def alive_url(self) -> str:
        """Answers 200 as soon as the server serves, be it without Rasa."""
        return self.server.ready_url.replace("/readyz", "/healthz")


def plan_for(settings: Settings, extra: Mapping[str, str] | None = None) -> Plan:
    """`extra` is added to the environment of both processes."""
    var = settings.var_dir.resolve()
    index = _index_dir()
    model = ROOT / "var" / "models" / "assistant.tar.gz"
    rasa_python = ROOT / ".venv-rasa" / "bin" / "python"
    local = f"http://{_reachable(settings.host)}:{settings.port}"
    rasa_url = f"http://127.0.0.1:{free_port()}"
    secret = settings.internal_secret.get_secret_value() or secrets.token_urlsafe(32)
    shared = {
        **(extra or {}),
        "ASSISTANT_INTERNAL_SECRET": secret,
        "ASSISTANT_TRACKER_URL": settings.tracker,
        "ASSISTANT_REDIS_URL": settings.redis_url.get_secret_value(),
    }
    server = Program(
        "server",
        (sys.executable, "-m", "server", "serve"),
        f"{local}/readyz",
        var / "logs" / "server.log",
        var / "run" / "server.pid",
        {
            **shared,
            **FEW_THREADS,
            "ASSISTANT_HOST": settings.host,
            "ASSISTANT_PORT": str(settings.port),
            "ASSISTANT_RASA_URL": rasa_url,
            "ASSISTANT_VAR_DIR": str(var),
            "ASSISTANT_INDEX_DIR": str(index),
        },
    )
    rasa = Program(
        "Rasa",
        (str(rasa_python), *QUIET, "-m", "bot.launcher", "run", *_rasa_options(model, rasa_url)),
        f"{rasa_url}/webhooks/gateway/",
        var / "logs" / "rasa.log",
        var / "run" / "rasa.pid",
        {
            **shared,
            **FEW_THREADS,
            "ASSISTANT_ACTIONS_URL": f"{local}/internal/actions",
            # Rasa unpacks its model here; what a killed one leaves goes at the next start.
            "TMPDIR": str(var / "tmp"),
        },
    )
    return Plan(server, rasa, settings.host, settings.port, var, index, model, rasa_python)


def _index_dir() -> Path:
    """The root's, whatever `var_dir` is: a second assistant beside the first shares it."""
    return Path(os.environ.get("ASSISTANT_INDEX_DIR", ROOT / "var" / "index")).resolve()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _reachable(host: str) -> str:
    """The address under which this machine reaches a server that listens on `host`."""
    if host in {"0.0.0.0", ""}:  # noqa: S104 (compared, not bound)
        return "127.0.0.1"
    if host == "::":
        return "[::1]"
    return f"[{host}]" if ":" in host else host


def _rasa_options(model: Path, url: str) -> tuple[str, ...]:
    return (
        *("--model", str(model)),
        *("--endpoints", "bot/endpoints.yml"),
        *("--credentials", "bot/credentials.yml"),
        *("--interface", "127.0.0.1"),
        *("--port", url.rsplit(":", 1)[1]),
        "--quiet",
    )
