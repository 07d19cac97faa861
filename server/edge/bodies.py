"""Owns what a request may bring: bodies up to a limit and no files; no null characters."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.errors import (
    AssistantError,
    BodyTooLarge,
    NotFound,
    Unprocessable,
    UploadRefused,
    problem,
)

LARGEST_BODY = 64 * 1024
# Rasa sends the whole tracker with every action call.
LARGEST_INTERNAL_BODY = 8 * 1024 * 1024
INTERNAL = "/internal/"


class BodyLimit:
    """Refuses bodies over the limit, by their declared length and by what really comes, all that
    may hold files, and addresses with a null character: PostgreSQL fails where it is asked for one.
    """

    def __init__(self, app: ASGIApp) -> None:
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
        headers = dict(scope["headers"])
        if headers.get(b"content-type", b"").strip().lower().startswith(b"multipart/"):
            await _refuse(UploadRefused(), scope, receive, send)
            return
        internal = scope["path"].startswith(INTERNAL)
        most = LARGEST_INTERNAL_BODY if internal else LARGEST_BODY
        declared = headers.get(b"content-length", b"0")
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
