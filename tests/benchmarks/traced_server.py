"""Owns the server with the stages of a turn timed: `python -m tests.benchmarks.traced_server FILE`.

Nothing is added to the server itself: methods are wrapped before it starts, and when it ends the
times are written to FILE, as a list of stage, beginning (seconds since 1970) and seconds.
"""

import functools
import inspect
import json
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

# By stage: where the method is. A stage named "a: b" is a part of "a".
STAGES = {
    "authorise": "server.conversations.service:Conversations.authorise",
    "turn": "server.conversations.service:Conversations.take_turn",
    "turn: message taken in": "server.conversations.arrivals:Arrivals.take_in",
    "turn: message taken in: mask": "server.privacy.masking:Masker.mask",
    "turn: danger check": "server.content.live_retriever:LiveRetriever.urgent_reply",
    "turn: Rasa": "server.dialogue.rasa_client:RasaClient.send",
    "turn: Rasa: action": "server.webhook.runner:ActionRunner.run",
    "turn: Rasa: action: retrieval": "server.content.live_retriever:LiveRetriever.ask",
    "turn: compose": "server.dialogue.turns:TurnTaker._compose",
    "turn: turn closed": "server.conversations.turn_book:TurnBook.close",
}
# All of them, in whichever stage they lie.
TRANSACTION, SESSION = "server.database:Database.run", "server.database:Database.session"
DATABASE = "database, in all stages"
Times = list[tuple[str, float, float]]


def wrap_all(times: Times) -> None:
    """Raises AttributeError where a method is no longer there."""
    for stage, place in STAGES.items():
        _replace(place, timed, stage, times)
    _replace(TRANSACTION, timed, DATABASE, times)
    _replace(SESSION, timed_context, DATABASE, times)


def timed(method: Callable[..., Any], stage: str, times: Times) -> Callable[..., Any]:
    if inspect.iscoroutinefunction(method):

        @functools.wraps(method)
        async def waited(*args: Any, **named: Any) -> Any:
            began, clock = time.time(), time.perf_counter()
            try:
                result: Awaitable[Any] = await method(*args, **named)
                return result
            finally:
                times.append((stage, began, time.perf_counter() - clock))

        return waited

    @functools.wraps(method)
    def called(*args: Any, **named: Any) -> Any:
        began, clock = time.time(), time.perf_counter()
        try:
            return method(*args, **named)
        finally:
            times.append((stage, began, time.perf_counter() - clock))

    return called


def timed_context(
    method: Callable[..., AbstractAsyncContextManager[Any]], stage: str, times: Times
) -> Callable[..., AbstractAsyncContextManager[Any]]:
    @asynccontextmanager
    async def entered(*args: Any, **named: Any) -> AsyncIterator[Any]:
        began, clock = time.time(), time.perf_counter()
        try:
            async with method(*args, **named) as given:
                yield given
        finally:
            times.append((stage, began, time.perf_counter() - clock))

    return entered


def _replace(
    place: str,
    wrap: Callable[[Callable[..., Any], str, Times], Callable[..., Any]],
    stage: str,
    times: Times,
) -> None:
    module, _, path = place.partition(":")
    kind, _, name = path.partition(".")
    owner = getattr(import_module(module), kind)
    setattr(owner, name, wrap(getattr(owner, name), stage, times))


def main(file: Path) -> None:
    """Serves until it is told to stop."""
    times: Times = []
    wrap_all(times)
    # The server ends by the signal it was sent, once it has closed all: without a last word.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    from server.__main__ import app

    try:
        app(["serve"], prog_name="server")
    finally:
        file.write_text(json.dumps(times), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
