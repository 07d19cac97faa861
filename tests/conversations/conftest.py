"""Owns how pytest finds the conversation tests, and the assistant they talk to."""

import importlib
from pathlib import Path
from typing import cast

import pytest

from tests.assistant.running import RunningAssistant
from tests.runner.assistant import Assistant
from tests.runner.items import ConversationFile


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path.suffix != ".yml":
        return None
    return ConversationFile.from_parent(parent, path=file_path)


@pytest.fixture(scope="session")
def conversing(assistant: RunningAssistant) -> Assistant:
    """The assistant of the other tests, as conversation tests use it."""
    started = importlib.import_module("tests.runner.started")
    return cast(Assistant, started.StartedAssistant(assistant))
