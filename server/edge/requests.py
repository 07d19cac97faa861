"""Owns what every request gets: an id, a log line, and headers on its answer."""

import time
import uuid

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.edge.headers import secured
from server.errors import AssistantError, problem
from server.logs import fault_of

log = structlog.get_logger()


class RequestLog:
    """Gives each request an id and logs method, route, status and time; never query or body."""

    def __init__(self, app: ASGIApp, is_behind_tls: bool = False) -> None:
        self._app = app
        self._is_behind_tls = is_behind_tls

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
                headers = secured(message.get("headers", ()), self._is_behind_tls)
                headers.append((b"x-request-id", request_id.encode()))
                message = {**message, "headers": headers}
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as error:  # edge: the server behind us would log the error's text
            log.error("unexpected_error", **fault_of(error), exc_info=False)
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
