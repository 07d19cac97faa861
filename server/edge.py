"""Owns what every request passes: id and log line, security headers, body and rate limits."""

import time
import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import structlog
from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from server.errors import (
    AssistantError,
    BodyTooLarge,
    NotFound,
    TooManyRequests,
    Unprocessable,
    problem,
)

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST_BODY = 64 * 1024
# Rasa sends the whole tracker with every action call.
LARGEST_INTERNAL_BODY = 8 * 1024 * 1024
INTERNAL = "/internal/"
HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        b"connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
)

log = structlog.get_logger()


class RequestLog:
    """Gives each request an id and logs method, route, status and time; never query or body."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = uuid.uuid4().hex[:12]
        structlog.contextvars.bind_contextvars(request_id=request_id)
        began = time.perf_counter()
        status, started = 500, False

        async def sending(message: Message) -> None:
            nonlocal status, started
            if message["type"] == "http.response.start":
                status, started = message["status"], True
                headers = [*message.get("headers", ()), (b"x-request-id", request_id.encode())]
                message = {**message, "headers": [*headers, *HEADERS]}
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as error:  # edge: the server behind us would log the error's text
            log.error("unexpected_error", error=type(error).__name__, exc_info=False)
            if not started:
                failed = AssistantError()
                await problem(failed.status, failed.code, failed.detail)(scope, receive, sending)
        finally:
            route = scope.get("route")
            log.info(
                "request",
                method=scope["method"],
                route=getattr(route, "path", "unmatched"),
                status=status,
                ms=round((time.perf_counter() - began) * 1000, 1),
            )
            structlog.contextvars.unbind_contextvars("request_id")


class BodyLimit:
    """Refuses bodies over the limit, by their declared length and by what really comes, and
    addresses with a null character: PostgreSQL fails where it is asked for one.
    """

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if "\0" in scope["path"]:
            await _refuse(NotFound(), scope, receive, send)
            return
        if b"%00" in scope.get("query_string", b""):
            await _refuse(Unprocessable(), scope, receive, send)
            return
        internal = scope["path"].startswith(INTERNAL)
        most = LARGEST_INTERNAL_BODY if internal else LARGEST_BODY
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > most:
            await _refuse(BodyTooLarge(), scope, receive, send)
            return
        taken, started = 0, False

        async def receiving() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                raise BodyTooLarge
            return message

        async def sending(message: Message) -> None:
            nonlocal started
            # Of an error in reading a body the framework makes a 400: held back for the 413.
            if started or taken <= most:
                started = True
                await send(message)

        await self._app(scope, receiving, sending)
        if not started:
            await _refuse(BodyTooLarge(), scope, receive, send)


async def _refuse(error: AssistantError, scope: Scope, receive: Receive, send: Send) -> None:
    await problem(error.status, error.code, error.detail)(scope, receive, send)


class RateLimits:
    """Moving windows of a minute, kept in memory."""

    def __init__(self, is_on: bool) -> None:
        self._is_on = is_on
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def hit(self, per_minute: int, *identity: str) -> None:
        """Counts one; raises TooManyRequests when it is over the limit."""
        if not self._is_on:
            return
        limit = RateLimitItemPerMinute(per_minute)
        if not await self._limiter.hit(limit, *identity):
            window = await self._limiter.get_window_stats(limit, *identity)
            raise TooManyRequests(max(1, round(window.reset_time - time.time())))
