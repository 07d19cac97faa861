"""Tests of the logs."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from server.logs import configure_logs


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_lines_are_json_with_time_and_level(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("json")
    structlog.get_logger().info("request", status=200)
    line = json.loads(capsys.readouterr().out)
    assert (line["event"], line["status"], line["level"]) == ("request", 200, "info")
    assert line["timestamp"].endswith("Z")


def test_libraries_log_in_the_same_format_and_only_what_matters(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logs("json")
    logging.getLogger("library").info("GET /?q=typed")
    logging.getLogger("library").warning("slow")
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["event"] == "slow"
