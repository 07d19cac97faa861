"""Runs a module of tests/bot/in_rasa in Rasa's own environment and reads what it found out."""

import json
import os
import subprocess
from typing import Any

from server.settings import ROOT

RASA_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
# Rasa wants these set; nothing listens there.
UNREACHABLE = {
    "ASSISTANT_INTERNAL_SECRET": "not-used",
    "ASSISTANT_ACTIONS_URL": "http://127.0.0.1:9/",
    "ASSISTANT_TRACKER_URL": "sqlite://",
    "RASA_TELEMETRY_ENABLED": "false",
}


def run_in_rasa(module: str, *arguments: str) -> dict[str, Any]:
    """The JSON object that the module prints last; Rasa's own lines may come before it."""
    done = subprocess.run(
        [str(RASA_PYTHON), "-W", "ignore", "-m", f"tests.bot.in_rasa.{module}", *arguments],
        cwd=ROOT,
        env={**os.environ, **UNREACHABLE},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, f"{module} failed:\n{done.stderr[-4000:]}"
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
