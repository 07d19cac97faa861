"""Tests of the training data as `rasa data validate` sees it."""

import os
import re
import subprocess

import pytest

from server.settings import ROOT
from tests.bot.rasa_process import RASA_PYTHON, UNREACHABLE

UNUSED = re.compile(r"The utterance '(\w+)' is not used in any story or rule")


@pytest.fixture(scope="module")
def said() -> str:
    """What the validation says; it ends with an error when it finds one."""
    files = ("--domain", "bot/domain", "--data", "bot/data", "--config", "config.yml")
    done = subprocess.run(
        [str(RASA_PYTHON), "-W", "ignore", "-m", "bot.launcher", "data", "validate", *files],
        cwd=ROOT,
        env={**os.environ, **UNREACHABLE, "PYTHONWARNINGS": "ignore::DeprecationWarning"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_the_only_warnings_are_of_responses_that_actions_say(said: str) -> None:
    assert "No story structure conflicts found" in said
    warnings = [line for line in said.splitlines() if "UserWarning" in line or "WARNING" in line]
    assert [line for line in warnings if not UNUSED.search(line)] == []


def test_no_response_is_left_over(said: str) -> None:
    sources = [
        path.read_text(encoding="utf-8")
        for folder in ("actions", "server")
        for path in (ROOT / folder).rglob("*.py")
    ]
    # Rasa itself says utter_ask_<form>_<slot>; validations say utter_invalid_<slot>.
    made = ("utter_ask_ticket_form_", "utter_invalid_ticket_", "utter_default")
    unused = [
        name
        for name in UNUSED.findall(said)
        if not name.startswith(made) and not any(name in source for source in sources)
    ]
    assert unused == []
