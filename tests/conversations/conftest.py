"""Owns how pytest finds the conversation tests, and the assistant they talk to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.assistant.running import RunningAssistant
from tests.runner.assistant import Assistant
from tests.runner.items import ConversationFile
from tests.runner.started import StartedAssistant


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path.suffix != ".yml":
        return None
    return ConversationFile.from_parent(parent, path=file_path)


@pytest.fixture(scope="session")
def started(assistant: RunningAssistant) -> Iterator[StartedAssistant]:
    """The assistant of the other tests, as conversation tests use it."""
    started = StartedAssistant(assistant)
    yield started
    started.close()


@pytest.fixture(scope="module")
def conversing(started: StartedAssistant) -> Iterator[Assistant]:
    """Whole again after each file: its cases may have taken Rasa away."""
    yield started
    started.wait_until_whole()
