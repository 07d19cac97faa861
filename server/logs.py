"""Owns the logs: structured lines on standard output, without anything a person typed."""

import logging
import sys
import traceback
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal, TextIO, cast

import structlog

_ROOT = Path(__file__).parents[1]
_OURS = {"actions", "embeddings", "server"}


class _Lines:
    """Drops what cannot be written: a full disk must not keep a citizen from an answer."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()


def configure_logs(style: Literal["json", "console"]) -> None:
    """One format for our lines and those of libraries (warnings and errors of theirs only)."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty())
    )
    lines = _Lines(sys.stdout)
    structlog.configure(
        processors=[*shared, renderer],
        logger_factory=structlog.WriteLoggerFactory(cast("TextIO", lines)),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(cast("TextIO", lines))
    handler.setLevel(logging.WARNING)  # some libraries set a lower level for themselves
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processor=renderer)
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)


def start_stage(done: str) -> None:
    """Tells that a stage of the server's start is done; how long it took, the times of two say."""
    structlog.get_logger().info("start_stage", done=done)


def fault_of(error: BaseException) -> Mapping[str, str]:
    """What a line says of an error: kind and place, never its text, which may quote somebody."""
    return {"error": type(error).__name__, "at": _place_of(error)}


def _place_of(error: BaseException) -> str:
    """File and line of our own code that last had to do with it."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(_ROOT) and path.relative_to(_ROOT).parts[0] in _OURS:
            return f"{path.relative_to(_ROOT).as_posix()}:{frame.lineno}"
    return "not in our code"
