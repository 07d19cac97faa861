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
def conversing(assistant: RunningAssistant) -> Iterator[Assistant]:
    """The assistant of the other tests, as conversation tests use it."""
    started = StartedAssistant(assistant)
    yield started
    started.close()
